import { css } from "lit";

/** The small forms that stand in the conversation. Inputs of 16 px are not zoomed into on phones. */
export const forms = css`
  form {
    display: grid;
    gap: 10px;
    margin-top: 6px;
    font-size: 14px;
  }
  legend {
    padding: 0;
    font-weight: 600;
  }
  label {
    display: grid;
    gap: 4px;
  }
  input,
  textarea {
    font: inherit;
    font-size: 16px;
    color: inherit;
    background: var(--shopkeeper-page);
    border: 1px solid var(--shopkeeper-line);
    border-radius: 8px;
    padding: 8px 10px;
    resize: vertical;
    width: 100%;
  }
  .pill {
    justify-self: start;
  }
`;
