import { css } from "lit";

const covering = css`
  :host([open]) {
    inset: 0;
  }
  :host([open]) .launcher {
    display: none;
  }
  .panel {
    width: 100vw;
    height: 100dvh;
    margin: 0;
    border: 0;
    border-radius: 0;
  }
`;

export const chatStyles = css`
  :host {
    position: fixed;
    inset-block-end: 20px;
    inset-inline-end: 20px;
    z-index: 2147483000;
  }
  .launcher {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    margin-inline-start: auto;
    position: relative;
    min-width: 58px;
    height: 58px;
    border: 1px solid transparent;
    border-radius: 29px;
    background: var(--shopkeeper-accent);
    color: var(--shopkeeper-on-accent);
    box-shadow: 0 6px 20px rgb(0 0 0 / 0.22);
  }
  .launcher.named {
    padding-inline: 18px 22px;
    font-weight: 600;
  }
  .launcher svg {
    width: 26px;
    height: 26px;
  }
  .badge {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    min-width: 22px;
    height: 22px;
    border-radius: 11px;
    background: #a3261c;
    color: #fff;
    font-size: 13px;
    line-height: 22px;
    text-align: center;
    padding: 0 6px;
  }
  .panel {
    display: flex;
    flex-direction: column;
    width: min(400px, calc(100vw - 40px));
    height: min(680px, calc(100dvh - 110px));
    margin-bottom: 12px;
    border: 1px solid transparent;
    border-radius: var(--shopkeeper-radius);
    overflow: hidden;
    background: var(--shopkeeper-page);
    box-shadow: 0 12px 44px rgb(0 0 0 / 0.26);
    animation: rise 0.16s ease-out;
  }
  .panel:focus {
    outline: 0;
  }
  @keyframes rise {
    from {
      transform: translateY(10px);
      opacity: 0;
    }
  }
  header {
    display: flex;
    align-items: center;
    gap: 2px;
    min-height: 72px;
    padding: 8px 8px 8px 14px;
    background: var(--shopkeeper-accent);
    color: var(--shopkeeper-on-accent);
    border-bottom: 1px solid transparent;
  }
  header:dir(rtl) {
    padding: 8px 14px 8px 8px;
  }
  .face {
    display: grid;
    place-content: center;
    flex: none;
    width: 40px;
    height: 40px;
    margin-inline-end: 10px;
    border-radius: 50%;
    background: color-mix(in oklab, var(--shopkeeper-on-accent) 18%, transparent);
    font-size: 17px;
    font-weight: 600;
  }
  header div {
    flex: 1;
    min-width: 0;
  }
  h2,
  header p {
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  h2 {
    font-size: 16px;
    line-height: 1.3;
  }
  header p {
    font-size: 13px;
  }
  header > button {
    width: 44px;
    height: 44px;
    border-radius: 50%;
    flex: none;
  }
  header :focus-visible {
    outline-color: var(--shopkeeper-on-accent);
    outline-offset: -4px;
  }
  .notice {
    margin: 0;
    padding: 8px 14px;
    font-size: 13.5px;
    background: var(--shopkeeper-surface);
    border-bottom: 1px solid var(--shopkeeper-line);
  }
  .log {
    flex: 1;
    overflow-x: hidden;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 12px;
  }
  .day {
    margin: 12px 0 4px;
    font-size: 12.5px;
    text-align: center;
    color: var(--shopkeeper-soft);
  }
  .welcome {
    display: grid;
    gap: 8px;
    padding: 12px 4px;
  }
  .welcome h3 {
    margin: 0;
    font-size: 20px;
    line-height: 1.3;
  }
  .welcome p {
    margin: 0 0 8px;
    color: var(--shopkeeper-soft);
  }
  .welcome .pill {
    min-height: 48px;
    border-radius: 12px;
  }
  .consent {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 12px;
    font-size: 14px;
  }
  .consent p {
    flex-basis: 100%;
    margin: 0;
  }
  .soft {
    color: var(--shopkeeper-soft);
    font-size: 13px;
  }
  .consent a {
    color: var(--shopkeeper-ink);
  }
  .newest {
    align-self: center;
    margin: -48px 0 8px;
    z-index: 1;
    box-shadow: 0 2px 8px rgb(0 0 0 / 0.2);
  }
  .newest svg {
    width: 16px;
    height: 16px;
  }
  .about {
    display: flex;
    align-items: center;
    gap: 6px;
    margin: 0;
    padding-inline: 14px 4px;
    font-size: 13.5px;
    border-top: 1px solid var(--shopkeeper-line);
    background: var(--shopkeeper-surface);
  }
  .about span {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .about button {
    width: 44px;
    height: 36px;
  }
  .about svg {
    width: 15px;
    height: 15px;
  }
  .typing {
    width: max-content;
    margin: 12px 0 0;
    padding: 11px 14px;
    border-radius: var(--shopkeeper-radius);
    background: var(--shopkeeper-surface);
    line-height: 1;
  }
  .typing i {
    display: inline-block;
    width: 7px;
    height: 7px;
    margin-inline-end: 4px;
    border-radius: 50%;
    background: var(--shopkeeper-soft);
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
      opacity: 0.25;
    }
  }
  @media (forced-colors: active) {
    .typing i {
      background: CanvasText;
    }
  }
  @media (max-width: 480px) {
    ${covering}
  }
  @media (max-height: 480px) {
    ${covering}
  }
`;
