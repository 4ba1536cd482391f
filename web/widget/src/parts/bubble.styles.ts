import { css } from "lit";

export const bubbleStyles = css`
  :host {
    display: block;
    margin-block-start: 2px;
  }
  :host([opens]) {
    margin-block-start: 12px;
  }
  .row {
    display: flex;
  }
  .shopper {
    justify-content: flex-end;
  }
  .text {
    max-width: 84%;
    padding: 9px 13px;
    border: 1px solid transparent;
    border-radius: var(--shopkeeper-radius);
    background: var(--shopkeeper-surface);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .text a:not(.pill) {
    color: inherit;
  }
  .text .pill {
    margin-block-start: 6px;
  }
  .shopper .text {
    background: var(--shopkeeper-accent);
    color: var(--shopkeeper-on-accent);
    border-end-end-radius: 4px;
  }
  .bot .text,
  .agent .text {
    border-start-start-radius: 4px;
  }
  .system .text {
    margin: 8px auto;
    padding-block: 2px;
    background: none;
    color: var(--shopkeeper-soft);
    font-size: 13px;
    text-align: center;
  }
  .who {
    display: flex;
    align-items: center;
    gap: 6px;
    margin: 0 0 4px;
    font-size: 12.5px;
    color: var(--shopkeeper-soft);
  }
  .who.shopper {
    justify-content: flex-end;
  }
  .face {
    display: grid;
    place-content: center;
    width: 22px;
    height: 22px;
    border-radius: 50%;
    background: var(--shopkeeper-accent);
    color: var(--shopkeeper-on-accent);
    font-size: 10px;
    font-weight: 600;
  }
  .face svg {
    width: 14px;
    height: 14px;
  }
  .picture {
    display: block;
    max-width: min(240px, 84%);
    max-height: 240px;
    height: auto;
    border-radius: 12px;
    border: 1px solid var(--shopkeeper-line);
    margin-block-end: 2px;
  }
  .picture.shopper {
    margin-inline-start: auto;
  }
  .sending .text,
  .waiting .text,
  .picture.sending {
    opacity: 0.7;
  }
  p.waiting,
  .failed {
    font-size: 13px;
    text-align: end;
    margin: 3px 4px 0;
  }
  p.waiting {
    color: var(--shopkeeper-soft);
  }
  .failed {
    color: var(--shopkeeper-bad);
    width: 100%;
    min-height: 32px;
  }
  .file {
    margin-block-start: 4px;
  }
  .sources {
    font-size: 12.5px;
    color: var(--shopkeeper-soft);
    margin: 4px 4px 0;
  }
  .replies {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-top: 8px;
  }
  shopkeeper-cards,
  shopkeeper-cart,
  shopkeeper-compare,
  shopkeeper-order {
    margin-top: 6px;
  }
`;
