import { css } from "lit";

/** The variables a shop may set on <shopkeeper-chat>. Only that element declares them: its parts inherit. */
export const variables = css`
  :host {
    --shopkeeper-accent: #1f5c4d;
    --shopkeeper-on-accent: #ffffff;
    --shopkeeper-surface: #ffffff;
    --shopkeeper-page: #f5f3ef;
    --shopkeeper-text: #22261f;
    --shopkeeper-soft: #5d6459;
    --shopkeeper-line: #dcd8cf;
    --shopkeeper-bad: #a3261c;
    --shopkeeper-radius: 16px;
    --shopkeeper-font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans CJK SC", sans-serif;
    font: 15px/1.45 var(--shopkeeper-font);
    color: var(--shopkeeper-text);
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme="light"])) {
      --shopkeeper-accent: #7fc9b3;
      --shopkeeper-on-accent: #0e1f1a;
      --shopkeeper-surface: #20241f;
      --shopkeeper-page: #171a16;
      --shopkeeper-text: #eef0ea;
      --shopkeeper-soft: #a9b0a3;
      --shopkeeper-line: #3a4038;
      --shopkeeper-bad: #ff9d92;
    }
  }
  :host([theme="dark"]) {
    --shopkeeper-accent: #7fc9b3;
    --shopkeeper-on-accent: #0e1f1a;
    --shopkeeper-surface: #20241f;
    --shopkeeper-page: #171a16;
    --shopkeeper-text: #eef0ea;
    --shopkeeper-soft: #a9b0a3;
    --shopkeeper-line: #3a4038;
    --shopkeeper-bad: #ff9d92;
  }
`;

/** What all parts share. */
export const theme = css`
  *,
  *::before {
    box-sizing: border-box;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    cursor: pointer;
    padding: 0;
  }
  :focus-visible {
    outline: 2px solid var(--shopkeeper-accent);
    outline-offset: 2px;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .pill {
    border: 1px solid var(--shopkeeper-accent);
    color: var(--shopkeeper-accent);
    border-radius: 999px;
    padding: 6px 14px;
    background: var(--shopkeeper-surface);
    text-align: start;
  }
  .pill:hover {
    background: var(--shopkeeper-accent);
    color: var(--shopkeeper-on-accent);
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
