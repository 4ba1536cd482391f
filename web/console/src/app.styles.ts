import { css } from "lit";

export const appStyles = css`
  :host {
    display: block;
    height: 100dvh;
  }
  .shell {
    display: grid;
    grid-template-columns: 64px minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr);
    height: 100%;
  }
  nav {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 6px;
    padding: 14px 0;
    background: var(--rail);
    color: var(--on-rail);
  }
  nav a,
  nav button {
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    width: 42px;
    height: 42px;
    border-radius: 11px;
    color: inherit;
  }
  nav svg {
    width: 21px;
    height: 21px;
  }
  nav a:hover,
  nav button:hover,
  nav [aria-current] {
    background: rgb(255 255 255 / 0.14);
    color: #fff;
  }
  nav :focus-visible {
    outline-color: #fff;
  }
  .dot {
    position: absolute;
    inset-block-start: 5px;
    inset-inline-end: 5px;
    width: 10px;
    height: 10px;
    border: 2px solid var(--rail);
    border-radius: 50%;
    background: #ff8a65;
  }
  nav .presence span {
    display: grid;
    place-items: center;
    width: 34px;
    height: 34px;
    border-radius: 50%;
    background: rgb(255 255 255 / 0.18);
    color: #fff;
    font-size: 12px;
    font-weight: 600;
  }
  .presence::after {
    content: "";
    position: absolute;
    inset-block-end: 1px;
    inset-inline-end: 1px;
    width: 12px;
    height: 12px;
    border: 2px solid var(--rail);
    border-radius: 50%;
    background: #9aa39b;
  }
  .presence[aria-checked="true"]::after {
    background: #58d68d;
  }
  .gap {
    flex: 1;
  }
  main {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  desk-page,
  .scroll {
    flex: 1;
    min-height: 0;
  }
  .scroll {
    overflow: auto;
  }
  .offline {
    padding: 6px 16px;
    background: var(--bad);
    color: var(--surface);
    text-align: center;
  }
  .notice {
    position: fixed;
    inset-block-start: 14px;
    inset-inline: 0;
    margin: 0 auto;
    width: fit-content;
    max-width: calc(100vw - 32px);
    padding: 10px 16px;
    border-radius: 10px;
    background: var(--text);
    color: var(--page);
    box-shadow: var(--shadow);
    pointer-events: none;
    z-index: 20;
  }
  .notice.bad {
    background: var(--bad);
    color: var(--surface);
  }
  @media (max-width: 640px) {
    .shell {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) auto;
    }
    nav {
      order: 2;
      flex-direction: row;
      justify-content: space-between;
      gap: 2px;
      padding: 5px 6px;
      overflow-x: auto; /* on the narrowest of phones */
    }
    nav a,
    nav button {
      flex: 1 0 28px; /* an admin's thirteen fit into 390 pixels */
      width: auto;
      max-width: 44px;
    }
    nav .gap {
      display: none;
    }
    .reading nav,
    .keys {
      display: none;
    }
    .shell.reading {
      grid-template-rows: minmax(0, 1fr);
    }
  }
`;
