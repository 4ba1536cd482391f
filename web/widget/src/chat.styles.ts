import { css } from "lit";

export const chatStyles = css`
  :host {
    position: fixed;
    inset-block-end: 20px;
    inset-inline-end: 20px;
    z-index: 2147483000;
  }
  .launcher {
    display: block;
    margin-inline-start: auto;
    position: relative;
    width: 58px;
    height: 58px;
    border-radius: 50%;
    background: var(--shopkeeper-accent);
    color: var(--shopkeeper-on-accent);
    box-shadow: 0 6px 20px rgb(0 0 0 / 0.22);
  }
  svg {
    width: 26px;
    height: 26px;
    vertical-align: middle;
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
    height: min(640px, calc(100dvh - 110px));
    margin-bottom: 12px;
    border-radius: var(--shopkeeper-radius);
    overflow: hidden;
    background: var(--shopkeeper-page);
    box-shadow: 0 12px 44px rgb(0 0 0 / 0.26);
    animation: rise 0.16s ease-out;
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
    gap: 8px;
    padding: 12px 14px;
    background: var(--shopkeeper-accent);
    color: var(--shopkeeper-on-accent);
  }
  h2 {
    margin: 0;
    font-size: 16px;
    flex: 1;
  }
  header .owner {
    font-size: 13px;
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  header :focus-visible {
    outline-color: var(--shopkeeper-on-accent);
  }
  .close {
    width: 32px;
    height: 32px;
  }
  .close svg {
    width: 18px;
    height: 18px;
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
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 14px 12px;
  }
  .welcome,
  .consent {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .welcome p,
  .consent p {
    flex-basis: 100%;
    margin: 0;
  }
  .consent {
    padding: 10px 14px;
    font-size: 13.5px;
    border-top: 1px solid var(--shopkeeper-line);
    background: var(--shopkeeper-surface);
  }
  .newest {
    align-self: center;
    margin: -44px 0 8px;
    z-index: 1;
    box-shadow: 0 2px 8px rgb(0 0 0 / 0.2);
  }
  .about {
    display: flex;
    align-items: center;
    gap: 6px;
    margin: 0;
    padding: 6px 14px;
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
    width: 24px;
    height: 24px;
  }
  .about svg {
    width: 13px;
    height: 13px;
  }
  .typing {
    margin: 0;
    padding: 8px 14px;
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
  @media (max-width: 480px) {
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
      border-radius: 0;
    }
  }
`;
