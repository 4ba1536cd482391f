import { css, html, nothing, type TemplateResult } from "lit";
import type { Canned } from "../types";

/** What the composer shows after a slash. */
export const cannedStyles = css`
  .canned {
    position: absolute;
    inset-block-end: calc(100% + 6px);
    inset-inline: 0;
    max-height: 280px;
    overflow-y: auto;
    padding: 6px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
    box-shadow: var(--shadow);
    z-index: 5;
  }
  .canned [role="option"] {
    padding: 7px 10px;
    border-radius: 8px;
    cursor: pointer;
  }
  .canned [aria-selected="true"],
  .canned [role="option"]:hover {
    background: var(--accent-soft);
  }
  .canned p {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .canned .none {
    padding: 8px 10px;
    white-space: normal;
  }
`;

/** The replies that a text after a slash may mean: those whose title begins so first, then those that hold it. */
export function matching(canned: Canned[], typed: string): Canned[] | null {
  if (!typed.startsWith("/") || typed.includes("\n")) return null;
  const wanted = typed.slice(1).trim().toLowerCase();
  const begins = canned.filter(({ title }) => title.toLowerCase().startsWith(wanted));
  const holds = canned.filter((one) => !begins.includes(one) && `${one.title} ${one.text}`.toLowerCase().includes(wanted));
  return [...begins, ...holds];
}

export function cannedMenu(found: Canned[], chosen: number, pick: (canned: Canned) => void): TemplateResult {
  return html`<div class="canned" id="canned" role="listbox" aria-label="Canned replies">
    ${found.length === 0 ? html`<p class="none soft" role="option" aria-selected="false">No canned reply fits. Admins write them under “Canned replies”.</p>` : nothing}
    ${found.map(
      (one, index) => html`<div
        role="option"
        id="canned-${index}"
        aria-selected=${index === chosen ? "true" : "false"}
        @mousedown=${(event: Event) => {
          event.preventDefault(); // the text field keeps the focus
          pick(one);
        }}
      >
        <strong>${one.title}</strong>
        <p class="soft small">${one.text}</p>
      </div>`,
    )}
  </div>`;
}
