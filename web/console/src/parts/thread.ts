import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import { Reader } from "../../../widget/src/reader";
import type { Desk } from "../desk";
import { Follow } from "../follow";
import { icon, type IconName } from "../icons";
import { nameOf, reasonOf } from "../lines";
import { hashOf } from "../router";
import { theme } from "../theme";
import type { Entry, Shown, Thread } from "../thread";
import { clock, full } from "../time";
import type { Line, Note, View } from "../types";
import "./bubble";
import "./composer";
import type { Composer } from "./composer";
import type { Ending } from "./deeds";
import { threadStyles } from "./thread.styles";

/** The open conversation: who it is, what was said, and where to write. Fires `claim`, `ending` and `panel`. */
@customElement("desk-thread")
export class ThreadView extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) thread!: Thread;
  @property() view: View = "queue";
  @property({ type: Boolean }) panel = false;
  @query(".log") private log!: HTMLElement | null;
  @query("desk-composer") readonly composer!: Composer | null;
  /** Messages that were there when the end was last in view. */
  private known = 0;
  private readonly reader = new Reader(
    this,
    () => this.log,
    () => null,
    () => (this.known = this.thread.messages.length),
  );

  static override styles = [theme, threadStyles];

  constructor() {
    super();
    new Follow(this, () => this.thread);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.look);
    window.addEventListener("focus", this.look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.look);
    window.removeEventListener("focus", this.look);
  }

  private readonly look = (): void => {
    if (document.visibilityState === "visible") void this.thread.seen();
  };

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("thread")) this.reader.follows = true;
    const sent = this.thread.messages.at(-1)?.state === "sending" && this.thread.messages.length > this.known;
    if (sent) this.reader.follows = true; // one's own words are seen
    if (this.reader.follows) this.known = this.thread.messages.length;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.reader.place();
    this.look();
  }

  override render(): TemplateResult {
    const { thread } = this;
    if (thread.line === null) return this.blank(thread.problem);
    const name = nameOf(thread.line);
    return html`${this.head(thread.line, name)} ${this.summary()}
      <div class="log" role="log" tabindex="0" aria-label="Conversation with ${name}" @scroll=${this.reader.scrolled} @retry=${this.retry} @drop=${this.drop}>
        <div ${ref(this.reader.watch)}>
        ${repeat(thread.entries, key, (entry) =>
          entry.kind === "note"
            ? noteView(entry.note)
            : html`<desk-bubble .message=${entry.message} shopper=${name} data-id=${entry.message.id}></desk-bubble>`,
        )}
        ${thread.typing === null
          ? nothing
          : html`<p class="typing">${thread.typing === "bot" ? "The bot" : name} is typing<i></i><i></i><i></i></p>`}
        </div>
      </div>
      ${this.reader.follows || thread.messages.length <= this.known
        ? nothing
        : html`<button class="button newest" @click=${() => this.reader.toNewest()}>New messages ↓</button>`}
      ${this.footer(thread.line)}`;
  }

  private blank(problem: string): TemplateResult {
    return html`<div class="blank">
      <a class="button" href=${hashOf({ page: "desk", view: this.view, id: null })}>${icon("back")} Back to the list</a>
      ${problem === "" ? html`<p class="soft">Reading…</p>` : html`<p class="problem" role="alert">${problem}</p>`}
    </div>`;
  }

  private head(line: Line, name: string): TemplateResult {
    return html`<header>
      <a class="to-list" href=${hashOf({ page: "desk", view: this.view, id: null })} aria-label="Back to the list">${icon("back")}</a>
      <div class="who">
        <h1>${name}</h1>
        <p>${this.state(line)} ${line.language === "en" ? nothing : html`<span class="tag quiet">${line.language}</span>`}</p>
      </div>
      <div class="deeds" role="group" aria-label="This conversation">
        ${this.thread.mine
          ? html`${this.ending("transfer", "Transfer", "transfer", "t")} ${this.ending("back", "To the bot", "bot", "b")}
            ${this.ending("close", "Close", "close", "x")}`
          : nothing}
        <button class="button plain" title="Summarise" aria-label="Summarise" ?disabled=${this.thread.summary === "asked"} @click=${() => void this.thread.summarise()}>
          ${icon("spark")}
        </button>
        <button
          class="button plain"
          title="The shopper (i)"
          aria-label="The shopper"
          aria-pressed=${this.panel}
          @click=${() => this.dispatchEvent(new Event("panel"))}
        >
          ${icon("person")}
        </button>
      </div>
    </header>`;
  }

  private state(line: Line): TemplateResult {
    switch (line.owner) {
      case "waiting":
        return html`<span class="tag wait">waits for a person</span> <span class="soft small reason">${reasonOf(line)}</span>`;
      case "agent":
        return html`<span class="tag">${this.thread.mine ? "with you" : `with ${line.agent?.name ?? "a colleague"}`}</span>`;
      case "bot":
        return html`<span class="tag quiet">with the bot</span>`;
      case "closed":
        return html`<span class="tag quiet">closed${line.category === null ? "" : `: ${line.category}`}</span>
          ${line.rating === null ? nothing : html`<span class="tag wait">rated ${line.rating} of 5</span>`}
          ${line.rating_comment ? html`<span class="soft small reason" title=${line.rating_comment}>“${line.rating_comment}”</span>` : nothing}`;
    }
  }

  private ending(ending: Ending, title: string, drawing: IconName, shortcut: string): TemplateResult {
    const ask = (): unknown => this.dispatchEvent(new CustomEvent("ending", { detail: ending }));
    return html`<button class="button" title="${title} (${shortcut})" @click=${ask}>${icon(drawing)}<span>${title}</span></button>`;
  }

  private summary(): TemplateResult | typeof nothing {
    const { summary } = this.thread;
    if (summary === null) return nothing;
    if (summary === "asked") return html`<p class="summary soft" role="status">${icon("spark")} Reading the conversation…</p>`;
    const origin = summary.origin === "model" ? "Summary by the assistant; it may be wrong" : "Put together from what was said";
    return html`<section class="summary" aria-label="Summary">
      <p class="small">${icon("spark")} <strong>${origin}</strong></p>
      <button aria-label="Hide the summary" @click=${() => this.thread.hideSummary()}>${icon("cross")}</button>
      <p class="words" dir="auto">${summary.text}</p>
    </section>`;
  }

  private footer(line: Line): TemplateResult {
    return html`${this.thread.mine || line.owner === "closed"
        ? nothing
        : html`<div class="claim">
            <p>${holder(line)}</p>
            <button class="button main" @click=${() => this.dispatchEvent(new Event("claim"))}>${line.owner === "waiting" ? "Claim" : "Take over"}</button>
          </div>`}
      <desk-composer .desk=${this.desk} .thread=${this.thread}></desk-composer>`;
  }

  private retry(event: CustomEvent<Shown>): void {
    void this.thread.retry(event.detail);
  }

  private drop(event: CustomEvent<Shown>): void {
    this.thread.drop(event.detail);
  }
}

/** Who has it, and what it means to take it. */
function holder({ owner, agent }: Line): string {
  if (owner === "waiting") return "Nobody has it yet.";
  if (owner === "bot") return "The bot has it. If you take it, the bot is silent.";
  return `${agent?.name ?? "A colleague"} has it. You can take it once they have left the desk.`;
}

function key(entry: Entry): string {
  return entry.kind === "note" ? `note ${entry.note.id}` : entry.message.id;
}

function noteView({ agent, text, created_at: at }: Note): TemplateResult {
  return html`<div class="note" role="note">
    <p class="small">${icon("note")} <strong>${agent}</strong>, for colleagues only · <time datetime=${at} title=${full(at)}>${clock(at)}</time></p>
    <p class="words" dir="auto">${text}</p>
  </div>`;
}
