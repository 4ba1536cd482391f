import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { money } from "../../../widget/src/links";
import { PICTURE_TYPES, pictureProblem } from "../../../widget/src/pictures";
import { en } from "../../../widget/src/texts";
import type { Attachment } from "../../../widget/src/types";
import type { Desk } from "../desk";
import { fill, gap, valuesOf } from "../fill";
import { Follow } from "../follow";
import { icon } from "../icons";
import { theme } from "../theme";
import type { Thread } from "../thread";
import type { Canned, Item } from "../types";
import { cannedMenu, cannedStyles, matching } from "./canned";
import { composerStyles } from "./composer.styles";
import "./products";

const LONGEST = 4000;
const TYPING_PAUSE = 3000;

type Mode = "reply" | "note";

/** Where an agent writes: a reply to the shopper, or a note that only colleagues see. */
@customElement("desk-composer")
export class Composer extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) thread!: Thread;
  @state() private mode: Mode = "reply";
  @state() private text = "";
  @state() private item: Item | null = null;
  @state() private searching = false;
  @state() private chosen = 0;
  @state() private hint = "";
  @query("textarea") private area!: HTMLTextAreaElement | null;
  @query("input[type=file]") private file!: HTMLInputElement | null;
  /** A picture that the gateway keeps already. */
  @state() private picture: Attachment | null = null;
  private typing = false;
  private mine = false;
  private pause: ReturnType<typeof setTimeout> | undefined;

  static override styles = [theme, composerStyles, cannedStyles];

  constructor() {
    super();
    new Follow(this, () => this.thread);
    new Follow(this, () => this.desk);
  }

  // ── for the keyboard and the page ───────────────────────────────────────────

  async write(mode: Mode): Promise<void> {
    this.turn(this.thread.mine ? mode : "note");
    await this.updateComplete;
    this.area?.focus();
  }

  find(): void {
    if (this.thread.mine) this.searching = true;
  }

  async suggest(): Promise<void> {
    if (!this.thread.mine) return;
    this.turn("reply");
    await this.thread.suggest();
  }

  // ── drawing ─────────────────────────────────────────────────────────────────

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("thread")) {
      this.item = null;
      this.picture = null;
      this.turn(this.thread.mine ? "reply" : "note");
    } else if (this.thread.mine !== this.mine && (this.mode === "reply" || this.text === "")) {
      this.turn(this.thread.mine ? "reply" : "note"); // it has just come to this agent, or gone
    }
    this.mine = this.thread.mine;
  }

  override render(): TemplateResult {
    const { mode, thread } = this;
    const found = mode === "reply" ? matching(this.desk.canned, this.text) : null;
    const label = mode === "reply" ? "Reply to the shopper" : "Private note";
    return html`${this.suggestion()}
      <form class=${mode} @submit=${this.submit}>
        ${found === null ? nothing : cannedMenu(found, this.chosen, (canned) => void this.insert(canned))}
        <div class="modes" role="group" aria-label="What to write">
          <button type="button" aria-pressed=${mode === "reply"} ?disabled=${!thread.mine} @click=${() => void this.write("reply")}>Reply</button>
          <button type="button" aria-pressed=${mode === "note"} @click=${() => void this.write("note")}>${icon("note")} Private note</button>
          ${this.hint === "" ? nothing : html`<span class="hint" role="alert">${this.hint}</span>`}
        </div>
        ${this.item === null ? nothing : this.attached(this.item)} ${this.picture === null ? nothing : this.pictured(this.picture)}
        <textarea
          rows="2"
          maxlength=${LONGEST}
          dir="auto"
          aria-label=${label}
          placeholder=${mode === "note" ? "Only your colleagues see this" : "Write a reply, or / for canned replies"}
          aria-autocomplete=${mode === "reply" ? "list" : "none"}
          aria-controls=${found === null ? nothing : "canned"}
          aria-activedescendant=${found === null || found.length === 0 ? nothing : `canned-${this.chosen}`}
          .value=${this.text}
          @input=${this.input}
          @keydown=${(event: KeyboardEvent) => this.key(event, found)}
          @blur=${() => this.setTyping(false)}
        ></textarea>
        <div class="tools">
          ${mode === "reply" ? this.tools() : nothing}
          <span class="gap"></span>
          <button class="button main" type="submit" ?disabled=${this.text.trim() === "" && this.item === null && this.picture === null}>
            ${mode === "reply" ? html`${icon("send")} Send` : "Keep note"}
          </button>
        </div>
      </form>
      ${this.searching
        ? html`<desk-products
            .api=${this.desk.api}
            @closed=${() => (this.searching = false)}
            @picked=${(event: CustomEvent<Item>) => void this.attach(event.detail)}
          ></desk-products>`
        : nothing}`;
  }

  private tools(): TemplateResult {
    return html`<button class="button plain" type="button" title="Canned replies (/)" @click=${() => void this.openCanned()}>
        ${icon("canned")}<span>Canned</span>
      </button>
      <button class="button plain" type="button" title="Send a product (p)" @click=${() => this.find()}>${icon("product")}<span>Product</span></button>
      <input class="hidden" type="file" accept=${PICTURE_TYPES.join(",")} tabindex="-1" aria-hidden="true" @change=${this.pictureChosen} />
      <button class="button plain" type="button" title="Send a picture" @click=${() => this.file?.click()}>${icon("picture")}<span>Picture</span></button>
      <button
        class="button plain"
        type="button"
        title="Suggest a reply (s)"
        ?disabled=${this.thread.suggestion === "asked"}
        @click=${() => void this.suggest()}
      >
        ${icon("spark")}<span>Suggest</span>
      </button>`;
  }

  private attached(item: Item): TemplateResult {
    return html`<p class="attached">
      ${icon("product")} <strong>${item.title}</strong> <span class="soft">${money(item.price, item.currency, "en")}</span>
      <button type="button" aria-label="Leave the product out" @click=${() => (this.item = null)}>${icon("cross")}</button>
    </p>`;
  }

  private pictured({ url }: Attachment): TemplateResult {
    return html`<p class="attached">
      <img src=${url} alt="The picture to be sent" />
      <button type="button" aria-label="Leave the picture out" @click=${() => (this.picture = null)}>${icon("cross")}</button>
    </p>`;
  }

  private suggestion(): TemplateResult | typeof nothing {
    const { suggestion, mine } = this.thread;
    if (suggestion === null || !mine) return nothing;
    if (suggestion === "asked") return html`<p class="suggestion soft" role="status">${icon("spark")} Writing a suggestion…</p>`;
    const origin = suggestion.origin === "model" ? "Suggested by the assistant" : "Suggested from a template";
    return html`<section class="suggestion" aria-label="Suggested reply">
      <p class="small">${icon("spark")} <strong>${origin}</strong> — a draft, nothing is sent until you send it</p>
      <p class="draft" dir="auto">${suggestion.text}</p>
      <p>
        <button class="button" type="button" @click=${() => void this.use(suggestion.text)}>Use it</button>
        <button class="button plain" type="button" @click=${() => this.thread.dismissSuggestion()}>Dismiss</button>
      </p>
    </section>`;
  }

  // ── writing ─────────────────────────────────────────────────────────────────

  private turn(mode: Mode): void {
    this.mode = mode;
    this.text = this.desk.drafts.text(this.draft);
    this.hint = "";
    if (mode === "note") this.setTyping(false);
  }

  private get draft(): string {
    return this.mode === "note" ? `${this.thread.id}.note` : this.thread.id;
  }

  private set(text: string): void {
    this.text = text;
    this.hint = "";
    this.chosen = 0;
    this.desk.drafts.keepText(this.draft, text);
  }

  private input(): void {
    const text = this.area?.value ?? "";
    if (text === "/" && this.text === "") void this.desk.readCanned();
    this.set(text);
    if (this.mode === "reply") this.setTyping(text !== "" && !text.startsWith("/"));
  }

  private key(event: KeyboardEvent, found: Canned[] | null): void {
    if (event.isComposing) return;
    if (found !== null && found.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.chosen = (this.chosen + step + found.length) % found.length;
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      const canned = found?.[this.chosen];
      if (canned !== undefined) void this.insert(canned);
      else if (found === null) this.submit(event);
    } else if (event.key === "Escape") {
      if (found !== null) this.set("");
      else this.area?.blur();
    }
  }

  private async openCanned(): Promise<void> {
    if (this.text.trim() === "") this.set("/");
    await this.desk.readCanned();
    this.area?.focus();
  }

  private async insert(canned: Canned): Promise<void> {
    this.set(fill(canned.text, valuesOf(this.thread, this.desk.me.name)));
    await this.showGap();
  }

  private async use(text: string): Promise<void> {
    this.thread.dismissSuggestion();
    this.set(text);
    await this.updateComplete;
    this.area?.focus();
  }

  private async attach(item: Item): Promise<void> {
    this.searching = false;
    this.item = item;
    await this.write("reply");
  }

  private async pictureChosen(): Promise<void> {
    const file = this.file?.files?.[0];
    if (file === undefined || this.file === null) return;
    this.file.value = ""; // the same file may be chosen again
    const problem = pictureProblem(file);
    if (problem !== null) {
      this.hint = en[problem];
      return;
    }
    const { thread } = this;
    try {
      const picture = await this.desk.api.upload(thread.id, file);
      if (thread !== this.thread) return; // it is the other conversation's
      this.picture = picture;
      this.hint = "";
    } catch (error) {
      this.hint = error instanceof Error ? error.message : "The picture could not be sent.";
    }
    this.area?.focus();
  }

  /** Select what is still to be filled in; whether there was something. */
  private async showGap(): Promise<boolean> {
    await this.updateComplete;
    const found = gap(this.text);
    this.area?.focus();
    if (found === null) return false;
    this.area?.setSelectionRange(...found);
    this.hint = `Fill in ${this.text.slice(...found)} first`;
    return true;
  }

  private submit(event: Event): void {
    event.preventDefault();
    void this.send();
  }

  private async send(): Promise<void> {
    const text = this.text.trim();
    const { item, mode, thread, picture } = this;
    if (text === "" && ((item === null && picture === null) || mode === "note")) return;
    if (mode === "reply" && (await this.showGap())) return;
    this.set("");
    this.setTyping(false);
    if (mode === "note") {
      await thread.note(text).catch(() => {
        this.set(text);
        this.hint = "Not kept. Try again.";
      });
    } else {
      this.item = null;
      this.picture = null;
      await thread.say(text, item ?? undefined, picture ?? undefined);
    }
  }

  private setTyping(on: boolean): void {
    clearTimeout(this.pause);
    if (on) this.pause = setTimeout(() => this.setTyping(false), TYPING_PAUSE);
    if (on === this.typing) return;
    this.typing = on;
    this.desk.typing(on);
  }
}
