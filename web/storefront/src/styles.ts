import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    max-width: 1120px;
    margin: 0 auto;
    padding: 0 20px 90px;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  a {
    color: inherit;
    text-decoration: none;
  }
  a:hover .title,
  .lines a:hover {
    text-decoration: underline;
  }
  :focus-visible {
    outline: 2px solid var(--green);
    outline-offset: 2px;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px 20px;
    padding: 16px 0;
    border-bottom: 1px solid var(--line);
  }
  .name {
    font-size: 22px;
    font-weight: 700;
    letter-spacing: -0.02em;
    color: var(--green);
  }
  form {
    flex: 1 1 240px;
    display: flex;
    gap: 8px;
  }
  input,
  select,
  button,
  .button {
    font: inherit;
    min-height: 40px;
    padding: 7px 14px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
    color: var(--ink);
  }
  input {
    flex: 1;
    min-width: 0;
  }
  button,
  .button {
    cursor: pointer;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
  }
  .who select {
    width: 190px;
  }
  fieldset {
    border: 0;
    margin: 0 0 10px;
    padding: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  legend {
    color: var(--soft);
    font-size: 14px;
    padding: 0 0 4px;
  }
  [aria-pressed="true"] {
    background: var(--green);
    border-color: var(--green);
    color: var(--on-green);
  }
  fieldset [disabled] {
    color: var(--soft);
    text-decoration: line-through;
    cursor: default;
  }
  .buy {
    background: var(--green);
    border-color: var(--green);
    color: var(--on-green);
    font-weight: 600;
  }
  .buy[disabled] {
    opacity: 0.5;
    cursor: default;
  }
  nav {
    display: flex;
    gap: 6px;
    height: 60px;
    margin-inline: -20px;
    padding: 12px 20px 8px;
    overflow-x: auto;
    scrollbar-width: thin;
  }
  nav button {
    flex: none;
    min-height: 36px;
    border-radius: 999px;
    padding: 3px 14px;
    font-size: 14px;
  }
  h1,
  h2 {
    font-weight: 650;
    letter-spacing: -0.015em;
    line-height: 1.25;
    margin: 20px 0 12px;
  }
  h1 {
    font-size: 28px;
  }
  h2 {
    font-size: 21px;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
    gap: 16px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .grid li {
    display: flex;
    flex-direction: column;
    gap: 2px;
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: 12px;
    padding: 10px;
  }
  img,
  .blank {
    display: block;
    width: 100%;
    height: auto;
    aspect-ratio: 4/3;
    object-fit: contain;
    background: #f4f1ea;
    border-radius: 8px;
  }
  .blank {
    background: color-mix(in oklab, var(--line) 40%, transparent);
  }
  .title,
  .reason {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    height: 2lh;
  }
  .title {
    margin-top: 8px;
    font-weight: 500;
    line-height: 1.35;
  }
  .price {
    min-height: 1lh;
    font-weight: 600;
  }
  .price s,
  .soft,
  .reason {
    color: var(--soft);
    font-size: 14px;
    font-weight: 400;
  }
  .price em {
    color: var(--bad);
    font-weight: 400;
  }
  .more {
    display: block;
    margin: 20px auto;
  }
  article {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 32px;
    margin-top: 28px;
  }
  article h1 {
    margin-top: 0;
  }
  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 4px 16px;
  }
  dt {
    color: var(--soft);
  }
  dd {
    margin: 0;
  }
  .basket {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 300px;
    gap: 32px;
    align-items: start;
  }
  .lines {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .lines li {
    display: grid;
    grid-template-columns: 72px minmax(0, 1fr) auto 84px;
    align-items: center;
    gap: 6px 14px;
    border-bottom: 1px solid var(--line);
    padding: 12px 0;
  }
  .thumb img,
  .thumb .blank {
    aspect-ratio: 1;
  }
  .count {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .count button {
    width: 40px;
    padding: 0;
    border-radius: 50%;
  }
  .sum {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .sums {
    padding: 4px 18px 18px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
  }
  .sums dl {
    grid-template-columns: 1fr auto;
  }
  .sums .buy {
    width: 100%;
  }
  .problem {
    position: fixed;
    inset-block-end: 20px;
    inset-inline-start: 20px;
    z-index: 10;
    max-width: min(420px, calc(100vw - 120px));
    margin: 0;
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: 8px;
    padding: 10px 14px;
    box-shadow: 0 6px 20px rgb(0 0 0 / 0.2);
  }
  @media (max-width: 720px) {
    article,
    .basket {
      grid-template-columns: minmax(0, 1fr);
      gap: 16px;
    }
    article h1 {
      font-size: 24px;
    }
    .grid {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 10px;
    }
    .row {
      display: flex;
      margin-inline: -20px;
      padding-inline: 20px;
      overflow-x: auto;
      scrollbar-width: thin;
    }
    .row li {
      flex: 0 0 calc(50% - 5px);
    }
    header {
      gap: 10px;
      padding: 12px 0;
    }
    form {
      order: 3;
      flex-basis: 100%;
    }
    .name {
      flex: 1 1 100%;
    }
    .who {
      flex: 1;
    }
    .who select {
      width: 150px;
    }
    .lines li {
      grid-template-columns: 56px minmax(0, 1fr) 76px;
    }
    .lines .count {
      grid-column: 2;
      grid-row: 2;
    }
    .lines .sum {
      grid-column: 3;
      grid-row: 1;
    }
  }
`;
