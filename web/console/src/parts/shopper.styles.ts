import { css } from "lit";

export const shopperStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--raised);
    border-inline-start: 1px solid var(--line);
    font-size: 13.5px;
  }
  header {
    display: flex;
    align-items: center;
    min-height: 65px;
    padding: 0 10px 0 18px;
    border-bottom: 1px solid var(--line);
  }
  header h2 {
    flex: 1;
    font-size: 15px;
  }
  header button {
    display: grid;
    place-items: center;
    width: 34px;
    height: 34px;
    border-radius: 9px;
  }
  header button:hover {
    background: var(--page);
  }
  .body {
    flex: 1;
    overflow-y: auto;
    padding: 4px 18px 24px;
    overflow-wrap: anywhere;
  }
  .body:focus-visible {
    outline-offset: -2px;
  }
  section,
  .body > details {
    padding: 12px 0;
    border-bottom: 1px solid var(--line);
  }
  h3,
  .body > details > summary {
    margin-bottom: 5px;
    font-size: 12.5px;
    font-weight: 600;
    color: var(--soft);
  }
  summary {
    cursor: pointer;
  }
  .name {
    font-size: 16px;
    font-weight: 600;
  }
  ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
  }
  .tastes {
    gap: 6px;
    margin-top: 4px;
  }
  .tastes li {
    display: flex;
    align-items: baseline;
    gap: 8px;
  }
  .tastes .small {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .orders details {
    padding: 2px 0;
  }
  .orders summary span:first-child {
    font-weight: 500;
  }
  .orders details ul,
  .orders details p {
    padding-inline-start: 16px;
  }
  .events li {
    display: flex;
    justify-content: space-between;
    gap: 10px;
  }
  .events time {
    white-space: nowrap;
  }
  dl {
    display: grid;
    gap: 1px;
  }
  dt {
    color: var(--soft);
    font-size: 12.5px;
  }
  dd {
    margin-bottom: 5px;
  }
`;
