import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    max-width: 1120px;
    margin: 0 auto;
    padding: 0 20px 90px;
  }
  a {
    color: inherit;
    text-decoration: none;
  }
  a:hover .title {
    text-decoration: underline;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px 20px;
    padding: 18px 0;
    border-bottom: 1px solid var(--line);
  }
  .name {
    font: 600 24px/1.2 Georgia, "Times New Roman", serif;
    color: var(--green);
  }
  form {
    flex: 1 1 240px;
    display: flex;
    gap: 8px;
  }
  input,
  select,
  button {
    font: inherit;
    padding: 7px 12px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: #fff;
    color: var(--ink);
  }
  input {
    flex: 1;
    min-width: 0;
  }
  button {
    cursor: pointer;
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
  fieldset [aria-pressed="true"] {
    background: var(--green);
    border-color: var(--green);
    color: #fff;
  }
  fieldset [disabled] {
    color: var(--soft);
    text-decoration: line-through;
    cursor: default;
  }
  .buy {
    background: var(--green);
    border-color: var(--green);
    color: #fff;
  }
  .buy[disabled] {
    opacity: 0.5;
  }
  nav {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-top: 24px;
  }
  nav button {
    border-radius: 999px;
    padding: 3px 12px;
    font-size: 14px;
  }
  nav [aria-pressed="true"] {
    background: var(--green);
    color: #fff;
  }
  h1,
  h2 {
    font-family: Georgia, "Times New Roman", serif;
    font-weight: 600;
    line-height: 1.25;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));
    gap: 18px;
    padding: 0;
    list-style: none;
  }
  .grid li {
    display: flex;
    flex-direction: column;
    gap: 2px;
    background: #fff;
    border: 1px solid var(--line);
    border-radius: 12px;
    padding: 10px;
  }
  img,
  .blank {
    display: block;
    width: 100%;
    aspect-ratio: 4/3;
    object-fit: contain;
    background: #f4f1ea;
    border-radius: 8px;
  }
  .title {
    display: block;
    margin-top: 8px;
    font-weight: 500;
  }
  .price s,
  .soft {
    color: var(--soft);
    font-size: 14px;
  }
  .price em {
    color: #a3261c;
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
  .lines {
    padding: 0;
    list-style: none;
  }
  .lines li {
    display: flex;
    justify-content: space-between;
    border-bottom: 1px solid var(--line);
    padding: 8px 0;
  }
  .problem {
    background: #fff;
    border: 1px solid var(--line);
    border-radius: 8px;
    padding: 8px 12px;
  }
  @media (max-width: 640px) {
    article {
      grid-template-columns: 1fr;
    }
  }
`;
