import { css } from "lit";

const dark = css`
  --shopkeeper-accent: #2c7a66;
  --shopkeeper-on-accent: #ffffff;
  --shopkeeper-ink: color-mix(in oklab, var(--shopkeeper-accent) 50%, #ffffff);
  --shopkeeper-surface: #20241f;
  --shopkeeper-page: #171a16;
  --shopkeeper-text: #eef0ea;
  --shopkeeper-soft: #a9b0a3;
  --shopkeeper-line: #3a4038;
  --shopkeeper-bad: #ff9d92;
`;

/**
 * The variables a shop may set on <shopkeeper-chat>. Only that element declares them: its parts inherit. `accent` is an
 * area's colour with `on-accent` upon it, `ink` the accent where it is written on `surface`.
 */
export const variables = css`
  :host {
    --shopkeeper-accent: #1f5c4d;
    --shopkeeper-on-accent: #ffffff;
    --shopkeeper-ink: var(--shopkeeper-accent);
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
    color-scheme: light;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme="light"])) {
      color-scheme: dark;
      ${dark}
    }
  }
  :host([theme="dark"]) {
    color-scheme: dark;
    ${dark}
  }
`;

/** What all parts share. Borders that nobody sees are what forced colours draw. */
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
  button[disabled] {
    opacity: 0.5;
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--shopkeeper-ink);
    outline-offset: 2px;
  }
  svg {
    width: 20px;
    height: 20px;
    flex: none;
    vertical-align: middle;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .framed {
    padding: 12px 14px;
    border: 1px solid var(--shopkeeper-line);
    border-radius: 12px;
    background: var(--shopkeeper-surface);
  }
  .framed > h3 {
    margin: 0;
    font-size: 14px;
  }
  .pill {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: 36px;
    border: 1px solid transparent;
    color: var(--shopkeeper-ink);
    background: color-mix(in oklab, var(--shopkeeper-accent) 12%, var(--shopkeeper-surface));
    border-radius: 18px;
    padding: 6px 14px;
    text-align: start;
    text-decoration: none;
    font-weight: 500;
  }
  .main {
    color: var(--shopkeeper-on-accent);
    background: var(--shopkeeper-accent);
  }
  @media (hover: hover) {
    .pill:hover {
      background: var(--shopkeeper-accent);
      color: var(--shopkeeper-on-accent);
    }
    .main:hover {
      filter: brightness(1.1);
    }
  }
  @media (pointer: coarse) {
    .pill {
      min-height: 44px;
      border-radius: 22px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
