import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Desk } from "../desk";
import { Follow } from "../follow";
import { icon } from "../icons";
import { nameOf, pressing, reasonOf } from "../lines";
import { hashOf } from "../router";
import { theme } from "../theme";
import { ago, full, secondsSince, span } from "../time";
import type { Line, View } from "../types";

const TICK = 5_000; // milliseconds between two drawings of the waiting times
const LONG = 300; // seconds of waiting that are too many
const TABS: [View, string][] = [
  ["queue", "Queue"],
  ["mine", "Mine"],
  ["all", "All"],
  ["closed", "Closed"],
];
const EMPTY: Record<View, string> = {
  queue: "Nobody is waiting.",
  mine: "You have no conversations. Claim one from the queue.",
  all: "No conversations yet.",
  closed: "Nothing has been closed yet.",
};
const WORDLESS = { shopper: "A picture", bot: "Products", agent: "A product", system: "" };
const SPEAKERS = { shopper: "", bot: "Bot: ", agent: "Desk: ", system: "" };

/** The lists of conversations, one at a time. */
@customElement("desk-lines")
export class Lines extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property() view: View = "queue";
  @property() open: string | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  static override styles = [
    theme,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        background: var(--raised);
        border-inline-end: 1px solid var(--line);
      }
      nav {
        display: flex;
        align-items: center;
        gap: 2px;
        min-height: 65px;
        padding: 0 10px;
        border-bottom: 1px solid var(--line);
      }
      nav a {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 5px 10px;
        border-radius: 8px;
        color: var(--soft);
        font-weight: 500;
        text-decoration: none;
      }
      nav a:hover {
        background: var(--page);
      }
      nav [aria-current] {
        background: var(--accent-soft);
        color: var(--accent);
      }
      .count {
        min-width: 20px;
        padding: 0 6px;
        border-radius: 10px;
        background: var(--accent);
        color: var(--on-accent);
        font-size: 12px;
        line-height: 20px;
        text-align: center;
      }
      ul {
        flex: 1;
        overflow-y: auto;
      }
      li a {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 10px;
        padding: 11px 14px;
        border-bottom: 1px solid var(--line);
        border-inline-start: 3px solid transparent;
        color: inherit;
        text-decoration: none;
      }
      li a:hover {
        background: var(--page);
      }
      li [aria-current] {
        background: var(--surface);
        border-inline-start-color: var(--accent);
      }
      li :focus-visible {
        outline-offset: -2px;
      }
      .name {
        font-weight: 600;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .last {
        color: var(--soft);
        font-size: 13px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .unread .last {
        color: var(--text);
        font-weight: 500;
      }
      .badge {
        justify-self: end;
        align-self: center;
        min-width: 20px;
        padding: 0 6px;
        border-radius: 10px;
        background: var(--bad);
        color: var(--surface);
        font-size: 12px;
        font-weight: 600;
        line-height: 20px;
        text-align: center;
      }
      .more {
        grid-column: 1 / -1;
        display: flex;
        flex-wrap: wrap;
        gap: 5px;
        margin-top: 3px;
      }
      .more .tag {
        max-width: 100%;
        overflow: hidden;
        text-overflow: ellipsis;
        display: inline-block;
      }
      .empty {
        padding: 40px 24px;
        text-align: center;
        color: var(--soft);
      }
    `,
  ];

  constructor() {
    super();
    new Follow(this, () => this.desk);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.requestUpdate(), TICK);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override render(): TemplateResult {
    const lines = this.desk.list(this.view);
    return html`<nav aria-label="Lists">${TABS.map(([view, title]) => this.tab(view, title))}</nav>
      ${lines.length > 0
        ? html`<ul aria-label="Conversations">
            ${lines.map((line) => html`<li>${this.line(line)}</li>`)}
          </ul>`
        : html`<p class="empty">${this.desk.loaded ? EMPTY[this.view] : "Reading…"}</p>`}`;
  }

  private tab(view: View, title: string): TemplateResult {
    const count = view === "queue" ? this.desk.waiting : view === "mine" ? this.desk.unread : 0;
    const what = view === "queue" ? "waiting" : "with unread messages";
    return html`<a href=${hashOf({ page: "desk", view, id: null })} aria-current=${view === this.view ? "page" : nothing}
      >${title}${count > 0 ? html`<span class="count"><span aria-hidden="true">${count}</span><span class="hidden">, ${count} ${what}</span></span>` : nothing}</a
    >`;
  }

  private line(line: Line): TemplateResult {
    const { last } = line;
    const unread = line.owner === "agent" || line.owner === "waiting" ? line.unread : 0;
    return html`<a
      href=${hashOf({ page: "desk", view: this.view, id: line.id })}
      class=${unread > 0 ? "unread" : ""}
      aria-current=${line.id === this.open ? "true" : nothing}
      data-id=${line.id}
    >
      <span class="name">${nameOf(line)}</span>
      <time class="soft small" datetime=${line.updated_at} title=${full(line.updated_at)}>${ago(line.updated_at)}</time>
      <span class="last">${last === null ? "No messages yet" : SPEAKERS[last.author] + (last.text || WORDLESS[last.author])}</span>
      ${unread > 0
        ? html`<span class="badge"><span aria-hidden="true">${unread}</span><span class="hidden">${unread} unread</span></span>`
        : html`<span></span>`}
      <span class="more">${this.tags(line)}</span>
    </a>`;
  }

  private tags(line: Line): TemplateResult {
    switch (line.owner) {
      case "waiting": {
        const waits = secondsSince(line.waiting_since ?? line.updated_at);
        return html`<span class="tag ${waits > LONG ? "bad" : "wait"}">${icon("clock")} ${span(waits)}</span>
          <span class="tag ${pressing(line) ? "bad" : "quiet"}" title=${reasonOf(line)}>${reasonOf(line)}</span>`;
      }
      case "agent":
        return html`<span class="tag">${line.agent?.id === this.desk.me.id ? "you" : (line.agent?.name ?? "desk")}</span>`;
      case "closed":
        return html`<span class="tag quiet">${line.category ?? "closed"}</span>
          ${line.rating === null ? nothing : html`<span class="tag wait">${"★".repeat(line.rating)}<span class="hidden">${line.rating} of 5</span></span>`}`;
      case "bot":
        return html`<span class="tag quiet">bot</span>`;
    }
  }
}
