import { css } from "lit";

/** What every part of the console looks like; the colours are the tokens of style.css. */
export const theme = css`
  *,
  *::before {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1 {
    font-size: 20px;
    line-height: 1.3;
  }
  h2 {
    font-size: 16px;
    line-height: 1.35;
  }
  h3 {
    font-size: 14px;
    line-height: 1.4;
  }
  a {
    color: var(--accent);
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
  }
  button[disabled] {
    cursor: not-allowed;
    opacity: 0.5;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  svg {
    width: 18px;
    height: 18px;
    flex: none;
    vertical-align: middle;
  }
  .soft {
    color: var(--soft);
  }
  .small {
    font-size: 12.5px;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 7px;
    min-height: 36px;
    padding: 0 14px;
    border: 1px solid var(--line);
    border-radius: 9px;
    background: var(--surface);
    font-weight: 500;
    text-decoration: none;
    color: var(--text);
    white-space: nowrap;
  }
  .button:hover:not([disabled]) {
    border-color: var(--accent);
    color: var(--accent);
  }
  .button.main {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .button.main:hover:not([disabled]) {
    filter: brightness(1.12);
    color: var(--on-accent);
  }
  .button.bad {
    color: var(--bad);
  }
  .button.plain {
    border-color: transparent;
    background: none;
    padding: 0 9px;
  }
  .field {
    display: grid;
    gap: 5px;
    font-weight: 500;
  }
  input:not([type="checkbox"], [type="radio"]),
  select,
  textarea {
    font: inherit;
    font-weight: 400;
    color: inherit;
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: 9px;
    padding: 8px 11px;
    width: 100%;
  }
  textarea {
    resize: vertical;
  }
  input:focus-visible,
  select:focus-visible,
  textarea:focus-visible {
    outline-offset: 0;
  }
  ::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  .tag {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 1px 8px;
    border-radius: 999px;
    background: var(--accent-soft);
    color: var(--accent);
    font-size: 12.5px;
    font-weight: 500;
    white-space: nowrap;
  }
  .tag svg {
    width: 13px;
    height: 13px;
  }
  .tag.wait {
    background: var(--wait-soft);
    color: var(--wait);
  }
  .tag.bad {
    background: var(--bad-soft);
    color: var(--bad);
  }
  .tag.quiet {
    background: var(--page);
    color: var(--soft);
  }
  .panel {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .problem {
    background: var(--bad-soft);
    color: var(--bad);
    border-radius: 9px;
    padding: 8px 12px;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;

/** A page of the admin part: a heading, text, forms and tables at reading width. */
export const pageStyles = css`
  :host {
    display: block;
    max-width: 1040px;
    margin: 0 auto;
    padding: 26px 28px 60px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 16px;
    margin-bottom: 18px;
  }
  .head h1 {
    flex: 1;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    text-align: start;
    font-size: 12.5px;
    font-weight: 600;
    color: var(--soft);
  }
  th,
  td {
    padding: 9px 12px;
    border-bottom: 1px solid var(--line);
    vertical-align: top;
  }
  @media (max-width: 640px) {
    :host {
      padding: 16px 14px 80px;
    }
  }
`;
