import { css } from "lit";

export const composerStyles = css`
  :host {
    display: block;
    padding: 0 16px 14px;
  }
  form {
    position: relative;
    display: grid;
    gap: 6px;
    padding: 8px 10px 10px;
    border: 1px solid var(--line);
    border-radius: 14px;
    background: var(--surface);
  }
  form:focus-within {
    border-color: var(--accent);
  }
  form.note {
    border-color: var(--note-line);
    background: var(--note);
    color: var(--on-note);
  }
  .modes,
  .tools {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .modes button {
    padding: 3px 10px;
    border-radius: 7px;
    font-size: 13px;
    font-weight: 500;
    color: var(--soft);
  }
  .note .modes button {
    color: inherit;
  }
  .modes svg {
    width: 14px;
    height: 14px;
  }
  .modes [aria-pressed="true"] {
    background: var(--accent-soft);
    color: var(--accent);
  }
  .note .modes [aria-pressed="true"] {
    background: var(--note-line);
    color: var(--on-note);
  }
  .hint {
    margin-inline-start: auto;
    color: var(--bad);
    font-size: 13px;
    font-weight: 500;
  }
  form textarea {
    border: 0;
    background: none;
    padding: 4px 6px;
    resize: none;
    max-height: 180px;
    field-sizing: content;
  }
  form textarea:focus-visible {
    outline: none; /* the box around it shows the focus */
  }
  .note ::placeholder {
    color: inherit;
  }
  .gap {
    flex: 1;
  }
  .tools .plain {
    color: var(--soft);
  }
  .attached img {
    width: 56px;
    height: 56px;
    object-fit: cover;
    border-radius: 8px;
  }
  .attached {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 6px 10px;
    border-radius: 9px;
    background: var(--accent-soft);
  }
  .attached button {
    margin-inline-start: auto;
  }
  .suggestion {
    display: grid;
    gap: 7px;
    margin-bottom: 8px;
    padding: 10px 14px;
    border: 1px dashed var(--accent);
    border-radius: 12px;
    background: var(--accent-soft);
  }
  p.suggestion {
    display: block;
  }
  .draft {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  @media (max-width: 640px) {
    :host {
      padding: 0 8px 8px;
    }
    .tools .plain span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
`;
