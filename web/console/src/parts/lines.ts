import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ref } from "lit/directives/ref.js";
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
const REST = 250; // milliseconds after the last key
const RATINGS = [
  ["", "Any rating"],
  ["2", "★★ or worse"],
  ["3", "★★★ or worse"],
  ["5", "Rated"],
] as const;
const LANGUAGES = [
  ["", "Any language"],
  ["en", "English"],
  ["de", "Deutsch"],
  ["es", "Español"],
  ["fr", "Français"],
  ["ja", "日本語"],
  ["zh", "中文"],
] as const;
const WORDLESS = { shopper: "A picture", bot: "Products", agent: "A product or picture", system: "" };
const SPEAKERS = { shopper: "", bot: "Bot: ", agent: "Desk: ", system: "" };

/** The lists of conversations, one at a time. */
@customElement("desk-lines")
export class Lines extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property() view: View = "queue";
  @property() open: string | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private rest: ReturnType<typeof setTimeout> | undefined;

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
      form {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 6px;
        padding: 8px 10px;
        border-bottom: 1px solid var(--line);
      }
      form input {
        grid-column: 1 / -1;
      }
      form select {
        padding: 5px 6px;
        font-size: 13px;
      }
      .on {
        padding: 12px;
        text-align: center;
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
    const { desk } = this;
    const empty = desk.searching ? "Nothing like it was found." : EMPTY[this.view];
    return html`<nav aria-label="Lists">${TABS.map(([view, title]) => this.tab(view, title))}</nav>
      ${this.view === "queue" ? nothing : this.search()}
      ${lines.length > 0
        ? html`<ul aria-label="Conversations">
            ${lines.map((line) => html`<li>${this.line(line)}</li>`)}
            ${desk.more ? html`<li class="on"><button class="button" ${ref(this.end)} @click=${() => void desk.readMore()}>More</button></li>` : nothing}
          </ul>`
        : html`<p class="empty">${desk.loaded ? empty : "Reading…"}</p>`}`;
  }

  /** What is typed is looked for once the typing rests; an answer never changes what stands there by then. */
  private search(): TemplateResult {
    const { wanted } = this.desk;
    return html`<form role="search" @submit=${(event: Event) => event.preventDefault()} @input=${this.typed}>
      <label class="hidden" for="q">Search conversations</label>
      <input id="q" type="search" name="q" maxlength="200" placeholder="Words, name, e-mail, order" value=${wanted.q} />
      <select name="rating" aria-label="Rating">
        ${RATINGS.map(([value, title]) => html`<option value=${value} ?selected=${value === wanted.rating}>${title}</option>`)}
      </select>
      <select name="language" aria-label="Language">
        ${LANGUAGES.map(([value, title]) => html`<option value=${value} ?selected=${value === wanted.language}>${title}</option>`)}
      </select>
    </form>`;
  }

  private readonly typed = (event: Event): void => {
    const form = new FormData((event.target as HTMLInputElement).form ?? undefined);
    const read = (name: string): string => (form.get(name) as string).trim();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => void this.desk.search({ q: read("q"), language: read("language"), rating: read("rating") }), REST);
  };

  /** The list goes on by itself where its end comes into view. */
  private readonly seen = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) void this.desk.readMore();
  });

  private readonly end = (button: Element | undefined): void => {
    this.seen.disconnect();
    if (button !== undefined) this.seen.observe(button);
  };

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
