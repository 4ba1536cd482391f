import { css } from "lit";

export const threadStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  header {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 65px;
    padding: 8px 12px 8px 20px;
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }
  .who {
    flex: 1;
    min-width: 0;
  }
  .who h1 {
    font-size: 16px;
  }
  .who h1,
  .who p {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .to-list {
    display: none;
    color: inherit;
  }
  .deeds {
    display: flex;
    gap: 6px;
  }
  .deeds [aria-pressed="true"] {
    background: var(--accent-soft);
    color: var(--accent);
  }
  .log {
    flex: 1;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 14px 20px;
  }
  .log:focus-visible {
    outline-offset: -2px;
  }
  .newest {
    align-self: center;
    margin: -46px 0 10px;
    z-index: 1;
    box-shadow: var(--shadow);
  }
  .summary {
    flex: none;
    max-height: 34%;
    padding: 10px 14px 11px 20px;
    overflow-y: auto;
    border-bottom: 1px dashed var(--accent);
    background: var(--accent-soft);
  }
  section.summary {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 2px 10px;
  }
  .summary .words {
    grid-column: 1 / -1;
  }
  .words {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .note {
    max-width: min(88%, 600px);
    margin: 0 0 12px auto;
    padding: 8px 13px;
    border: 1px solid var(--note-line);
    border-radius: 12px;
    background: var(--note);
    color: var(--on-note);
  }
  .note svg,
  .summary svg {
    width: 14px;
    height: 14px;
  }
  .typing {
    color: var(--soft);
    font-size: 13px;
  }
  .typing i {
    display: inline-block;
    width: 5px;
    height: 5px;
    margin-inline-start: 4px;
    border-radius: 50%;
    background: var(--soft);
    animation: blink 1.2s infinite;
  }
  .typing i:nth-of-type(2) {
    animation-delay: 0.2s;
  }
  .typing i:nth-of-type(3) {
    animation-delay: 0.4s;
  }
  @keyframes blink {
    50% {
      opacity: 0.2;
    }
  }
  .claim {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    margin: 0 16px 10px;
    padding: 9px 10px 9px 16px;
    border-radius: 12px;
    background: var(--wait-soft);
    color: var(--wait);
  }
  .blank {
    display: grid;
    gap: 14px;
    justify-items: start;
    padding: 24px;
  }
  @media (max-width: 1180px) {
    .deeds .button {
      padding: 0 9px;
    }
    .deeds .button span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  @media (max-width: 640px) {
    header {
      padding: 8px;
      gap: 8px;
    }
    .to-list {
      display: grid;
      place-items: center;
      width: 36px;
      height: 36px;
    }
    .reason {
      display: none;
    }
    .deeds {
      gap: 3px;
    }
    .log {
      padding: 12px;
    }
    .claim {
      margin: 0 8px 8px;
    }
  }
`;
