import { css } from "lit";

export const cardsStyles = css`
  :host {
    display: block;
    position: relative;
    margin-inline: -12px;
  }
  ul {
    display: flex;
    gap: 10px;
    overflow-x: auto;
    scroll-snap-type: x proximity;
    scroll-padding-inline: 12px;
    margin: 0;
    padding: 2px 12px 8px;
    list-style: none;
    scrollbar-width: thin;
  }
  li {
    position: relative;
    flex: 0 0 184px;
    scroll-snap-align: start;
    display: flex;
    flex-direction: column;
    border: 1px solid var(--shopkeeper-line);
    border-radius: 12px;
    background: var(--shopkeeper-surface);
    overflow: hidden;
  }
  img,
  .blank {
    display: block;
    width: 100%;
    height: auto;
    aspect-ratio: 1;
    object-fit: contain;
    background: #f4f1ea;
  }
  .dismiss {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: 0;
    width: 44px;
    height: 44px;
  }
  .dismiss span {
    display: grid;
    place-content: center;
    width: 26px;
    height: 26px;
    margin: auto;
    border: 1px solid transparent;
    border-radius: 50%;
    background: rgb(255 255 255 / 0.8);
    color: #4a4f47;
  }
  .dismiss svg {
    width: 13px;
    height: 13px;
  }
  .body {
    padding: 10px 12px 8px;
    display: flex;
    flex-direction: column;
    gap: 3px;
    flex: 1;
  }
  h3 {
    font-size: 14px;
    font-weight: 600;
    line-height: 1.3;
    margin: 0;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
  }
  h3 a {
    color: inherit;
    text-decoration: none;
  }
  @media (hover: hover) {
    h3 a:hover {
      text-decoration: underline;
    }
  }
  .soft,
  s {
    color: var(--shopkeeper-soft);
    font-size: 12.5px;
    font-weight: 400;
    margin: 0;
  }
  .text {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 4;
    overflow: hidden;
  }
  .reason {
    margin: 2px 0 0;
    font-size: 12.5px;
    color: var(--shopkeeper-ink);
  }
  .price {
    font-weight: 600;
  }
  .out {
    color: var(--shopkeeper-bad);
    font-weight: 400;
    font-size: 12.5px;
  }
  .star {
    color: #b7791f;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0 4px;
    margin-top: auto;
    padding-top: 8px;
    font-size: 13px;
  }
  .actions > .main {
    flex-basis: 100%;
    min-height: 36px;
    border: 1px solid transparent;
    border-radius: 9px;
    font-weight: 500;
  }
  .actions > .main[aria-disabled] {
    color: var(--shopkeeper-ink);
    background: color-mix(in oklab, var(--shopkeeper-accent) 12%, var(--shopkeeper-surface));
    cursor: default;
  }
  .actions > .quiet {
    flex: 1 1 auto;
    min-height: 32px;
    color: var(--shopkeeper-soft);
  }
  @media (hover: hover) {
    .actions > .quiet:hover {
      color: var(--shopkeeper-ink);
      text-decoration: underline;
    }
  }
  fieldset {
    border: 0;
    margin: 0 0 6px;
    padding: 0;
    flex-basis: 100%;
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  legend {
    color: var(--shopkeeper-soft);
    font-size: 12.5px;
    padding: 0 0 2px;
  }
  fieldset button {
    border: 1px solid var(--shopkeeper-line);
    border-radius: 999px;
    padding: 3px 10px;
  }
  fieldset [aria-pressed="true"] {
    background: var(--shopkeeper-accent);
    border-color: var(--shopkeeper-accent);
    color: var(--shopkeeper-on-accent);
  }
  fieldset [disabled] {
    text-decoration: line-through;
  }
  .arrow {
    display: none;
  }
  @media (hover: hover) and (pointer: fine) {
    .arrow {
      display: grid;
      place-content: center;
      position: absolute;
      inset-block-start: 78px;
      width: 36px;
      height: 36px;
      border: 1px solid var(--shopkeeper-line);
      border-radius: 50%;
      background: var(--shopkeeper-surface);
      color: var(--shopkeeper-text);
      box-shadow: 0 2px 8px rgb(0 0 0 / 0.18);
    }
    .arrow[disabled] {
      display: none;
    }
    .back {
      inset-inline-start: 4px;
    }
    .on {
      inset-inline-end: 4px;
    }
    .arrow:dir(rtl) svg {
      transform: scaleX(-1);
    }
  }
  @media (pointer: coarse) {
    .actions > .main,
    .actions > .quiet,
    fieldset button {
      min-height: 44px;
      min-width: 44px;
    }
  }
  @media (forced-colors: active) {
    fieldset [aria-pressed="true"] {
      border: 2px solid Highlight;
    }
  }
`;
