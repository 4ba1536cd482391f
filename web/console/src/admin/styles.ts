import { css } from "lit";

/** Lists of cards with a form in each: what the admin pages share beyond the theme. */
export const adminStyles = css`
  .problem,
  .intro {
    margin-bottom: 14px;
  }
  .list {
    display: grid;
    gap: 10px;
  }
  .card {
    padding: 14px 16px;
  }
  .card form,
  form.card {
    display: grid;
    gap: 12px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .row > .field + .button {
    align-self: flex-end;
  }
  .row > .grow {
    flex: 1 1 180px;
    min-width: 0;
  }
  .row > select {
    width: auto;
  }
  .two {
    display: grid;
    gap: 12px;
    grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr));
  }
  .words {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .check {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: 28px;
  }
  .check input {
    width: 18px;
    height: 18px;
    accent-color: var(--accent);
  }
  fieldset {
    border: 0;
    margin: 0;
    padding: 0;
    min-width: 0;
  }
  legend {
    padding: 0;
    font-weight: 600;
  }
  .scroll {
    overflow-x: auto;
  }
  .empty {
    padding: 40px 16px;
    text-align: center;
    color: var(--soft);
  }
`;
