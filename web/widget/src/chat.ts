import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { ref } from "lit/directives/ref.js";
import { Api } from "./api";
import { chatStyles } from "./chat.styles";
import { Conversation } from "./conversation";
import { safeLink } from "./links";
import "./parts/bubble";
import type { CardAction, Cards } from "./parts/cards";
import "./parts/composer";
import type { Composer, Written } from "./parts/composer";
import { ownerNotice } from "./parts/owner";
import { SessionKeeper } from "./session";
import { browserStorage, keep } from "./storage";
import { textsOf, type Texts } from "./texts";
import { theme, variables } from "./theme";
import type { Card, Message, QuickReply, ShopEvent } from "./types";
import { Unread } from "./unread";
import { choicesOf, type Options } from "./variants";

const NARROW = 480; // px: the panel covers a page so small, and opens there only when it is asked to
const NEAR_END = 60; // px
const GAP = 8; // px above the first line of an answer

/**
 * The chat on a shop's page. Attributes: `server` (the gateway's address), `language`, `theme` (light, dark), `name`.
 * Fires `shopkeeper-message`, `shopkeeper-cart`, `shopkeeper-view` and `shopkeeper-open` at the page.
 */
@customElement("shopkeeper-chat")
export class Chat extends LitElement {
  @property() server = location.origin;
  @property() language = document.documentElement.lang || navigator.language || "en";
  @property({ reflect: true }) theme: string | null = null;
  @property() name = "";
  @property({ type: Boolean, reflect: true }) open = false;
  @state() private askConsent = false;
  @state() private announcement = "";
  @state() private problem = "";
  @query(".log") private log!: HTMLElement | null;
  @query("shopkeeper-composer") private composer!: Composer | null;
  @query(".launcher") private launcher!: HTMLButtonElement | null;
  private conversation!: Conversation;
  private started: Promise<void> | null = null;
  private readonly storage = browserStorage();
  private readonly unread = new Unread(() => `shopkeeper.read:${this.server}`, this.storage);
  /** The item that is asked about, until the next message or until it is put aside. */
  @state() private about: { id: string; title: string } | null = null;

  static override styles = [variables, theme, chatStyles];

  private get texts(): Texts {
    return textsOf(this.language);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const api = new Api(this.server.replace(/\/$/, ""));
    this.conversation = new Conversation(api, new SessionKeeper(api, undefined, this.language));
    this.conversation.addEventListener("change", () => this.requestUpdate());
    this.conversation.addEventListener("incoming", (event) => this.incoming((event as CustomEvent<Message>).detail));
    const stored = this.conversation.keeper.stored();
    if (stored !== null) {
      // a conversation is under way: as it was on the page before, with what came in meanwhile
      if (this.storage.getItem(this.panelKey) === "open" && innerWidth > NARROW) this.open = true;
      void this.start().then(() => this.missed());
    }
    document.addEventListener("visibilitychange", this.seen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.seen);
    this.conversation.stop();
  }

  // ── the page's JavaScript API ───────────────────────────────────────────────

  /** Open the chat; with an item's id what is asked next is about that item. */
  async openChat(about?: { item_id: string }): Promise<void> {
    this.open = true;
    keep(this.storage, this.panelKey, "open");
    this.unread.clear(this.newest);
    this.dispatchEvent(new CustomEvent("shopkeeper-open", { bubbles: true, composed: true }));
    await this.start();
    if (about !== undefined) {
      this.about = await this.conversation.api.item(about.item_id).then(
        ({ title }) => ({ id: about.item_id, title }),
        () => null, // the shop has no such item: the chat opens all the same
      );
    }
    await this.updateComplete;
    this.toComposer();
  }

  closeChat(): void {
    this.open = false;
    keep(this.storage, this.panelKey, "closed");
    this.unread.clear(this.newest);
    void this.updateComplete.then(() => this.launcher?.focus());
  }

  async send(text: string): Promise<void> {
    await this.start();
    await this.conversation.send(text);
  }

  async identify(userToken?: string): Promise<void> {
    await this.start();
    await this.conversation.identify(userToken);
  }

  async track(event: ShopEvent): Promise<void> {
    await this.start();
    await this.conversation.api.events([event]);
  }

  // ── inside ──────────────────────────────────────────────────────────────────

  private start(): Promise<void> {
    this.started ??= this.conversation
      .start()
      .then(() => {
        this.askConsent = this.conversation.session?.consent === null;
      })
      .catch(() => {
        this.started = null; // the next attempt starts afresh
        this.conversation.online = false;
        this.requestUpdate();
        setTimeout(() => {
          if (this.open) void this.start();
        }, 3000);
      });
    return this.started;
  }

  private get panelKey(): string {
    return `shopkeeper.panel:${this.server}`;
  }

  private get newest(): string | undefined {
    return this.conversation.messages.findLast((message) => message.state === undefined)?.id;
  }

  /** What others said since this browser last showed the conversation. */
  private missed(): void {
    const { messages } = this.conversation;
    const read = messages.findIndex((message) => message.id === this.unread.last);
    if (this.open) this.unread.clear(this.newest);
    else if (read >= 0) this.unread.add(messages.slice(read + 1).filter((message) => message.author !== "shopper").length);
    this.requestUpdate();
  }

  /** Words, cards and pictures come in their own time: as long as the reader follows, the end stays in view, but never
   * at the cost of the first line of what was said last. */
  private readonly grown = new ResizeObserver(() => this.follow());

  private follow(): void {
    const { log } = this;
    if (log === null || !this.stick) return;
    const { messages } = this.conversation;
    const first = messages[messages.findLastIndex((message) => message.author === "shopper") + 1];
    const top = first === undefined ? null : log.querySelector<HTMLElement>(`[data-id="${CSS.escape(first.id)}"]`);
    const end = log.scrollHeight - log.clientHeight;
    log.scrollTop = top === null ? end : Math.min(end, top.offsetTop - log.offsetTop - GAP);
    this.placed = log.scrollTop;
  }

  private readonly observe = (words: Element | undefined): void => {
    this.grown.disconnect();
    if (words !== undefined) this.grown.observe(words);
  };

  /** Whether the log follows what is said; only a person's own scrolling ends it. */
  @state() private stick = true;
  /** Where the log was put, to tell our scrolling from a person's. */
  private placed = 0;

  override render(): TemplateResult {
    const { texts } = this;
    return html`
      ${this.open ? this.panel() : nothing}
      <button
        class="launcher"
        aria-expanded=${this.open}
        aria-label=${this.open ? texts.close : this.unread.count > 0 ? `${texts.open}: ${texts.unread(this.unread.count)}` : texts.open}
        @click=${() => (this.open ? this.closeChat() : void this.openChat())}
      >
        ${this.open ? cross : bubble}
        ${this.unread.count > 0 && !this.open ? html`<span class="badge" aria-hidden="true">${this.unread.count}</span>` : nothing}
      </button>
      <div class="hidden" role="status" aria-live="polite">${this.announcement}</div>
    `;
  }

  private panel(): TemplateResult {
    const { texts, conversation } = this;
    const title = this.name || conversation.session?.shop?.name || texts.title;
    const asking = conversation.messages.findLastIndex((message) => message.author !== "shopper");
    return html`<section class="panel" role="dialog" aria-label=${title} @keydown=${this.key}>
      <header>
        <h2>${title}</h2>
        ${this.ownerAction()}
        <button class="close" aria-label=${texts.close} @click=${() => this.closeChat()}>${cross}</button>
      </header>
      ${conversation.online ? nothing : html`<p class="notice" role="alert">${texts.offline}</p>`} ${ownerNotice(conversation.owner, texts)}
      ${this.problem === "" ? nothing : html`<p class="notice" role="alert">${this.problem}</p>`}
      <div
        class="log"
        role="log"
        aria-live="off"
        tabindex="0"
        aria-label=${title}
        @scroll=${this.scrolled}
        @reply=${(event: CustomEvent<QuickReply>) => this.reply(event.detail)}
        @retry=${(event: CustomEvent<string>) => void conversation.retry(event.detail)}
        @card=${this.cardAction}
        @rate=${(event: CustomEvent<{ rating: number; comment: string }>) => this.rate(event.detail)}
        @letter=${(event: CustomEvent<{ email: string; question?: string }>) => this.attempt(conversation.api.handoff("person", event.detail))}
      >
        <div ${ref(this.observe)}>
          ${conversation.messages.length === 0 ? this.welcome() : nothing}
          ${conversation.messages.map(
            (message, index) => html`<shopkeeper-bubble
              .message=${{ ...message }}
              .texts=${texts}
              server=${conversation.api.server}
              language=${this.language}
              ?last=${index === conversation.messages.length - 1}
              ?asks=${index === asking}
              data-id=${message.id}
            ></shopkeeper-bubble>`,
          )}
          ${conversation.typing === null
            ? nothing
            : html`<p class="typing"><span class="hidden">${texts.typing[conversation.typing]}</span><i></i><i></i><i></i></p>`}
        </div>
      </div>
      ${this.stick || this.unread.count === 0
        ? nothing
        : html`<button class="pill newest" @click=${() => this.toNewest()}>${texts.newest} ↓</button>`}
      ${this.askConsent ? this.consent() : nothing} ${this.topic()}
      <shopkeeper-composer
        .texts=${texts}
        @send=${(event: CustomEvent<Written>) => this.write(event.detail.text, event.detail.picture)}
        @typed=${(event: CustomEvent<boolean>) => conversation.typed(event.detail)}
      ></shopkeeper-composer>
    </section>`;
  }

  private topic(): TemplateResult | typeof nothing {
    if (this.about === null) return nothing;
    const { texts } = this;
    return html`<p class="about">
      <span>${texts.about(this.about.title)}</span>
      <button aria-label=${texts.notAbout} @click=${() => (this.about = null)}>${cross}</button>
    </p>`;
  }

  private toNewest(): void {
    this.stick = true;
    this.unread.clear(this.newest);
    this.follow();
    this.toComposer();
  }

  private welcome(): TemplateResult {
    const { texts } = this;
    return html`<div class="welcome">
      <p>${texts.greeting}</p>
      ${texts.starters.map((text) => html`<button class="pill" @click=${() => this.write(text)}>${text}</button>`)}
    </div>`;
  }

  private consent(): TemplateResult {
    const { texts } = this;
    return html`<div class="consent" role="group" aria-label=${texts.consent}>
      <p>${texts.consent}</p>
      <button class="pill" @click=${() => this.decide(true)}>${texts.yes}</button>
      <button class="pill" @click=${() => this.decide(false)}>${texts.no}</button>
    </div>`;
  }

  private ownerAction(): TemplateResult {
    const { owner } = this.conversation.owner;
    const toBot = owner === "waiting" || owner === "agent";
    const label = toBot ? this.texts.backToBot : this.texts.person;
    return html`<button class="owner" @click=${() => this.attempt(this.conversation.api.handoff(toBot ? "bot" : "person"))}>
      ${label}
    </button>`;
  }

  private write(text: string, picture?: File): void {
    this.stick = true;
    const about = this.about?.id;
    this.about = null;
    const more = { ...(picture === undefined ? {} : { picture }), ...(about === undefined ? {} : { about }) };
    void this.start().then(() => this.conversation.send(text, more));
  }

  private reply(reply: QuickReply): void {
    this.stick = true;
    void this.conversation.send(reply.title, { payload: reply.payload });
    this.toComposer();
  }

  private rate({ rating, comment }: { rating: number; comment: string }): void {
    this.attempt(this.conversation.api.rate(rating, comment).then(() => this.announce(this.texts.rateThanks)));
  }

  /** What the shopper asked for besides messages; a refusal is told, and the focus stays in the conversation. */
  private attempt(call: Promise<unknown>): void {
    this.problem = "";
    call.then(
      () => this.toComposer(),
      () => (this.problem = this.texts.tryAgain),
    );
  }

  /** The focus goes to the composer, unless the shopper is writing elsewhere by now: in a letter, a rating. */
  private toComposer(): void {
    let active = this.shadowRoot?.activeElement ?? null;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    const writing = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement;
    if (!writing) this.composer?.focus();
  }

  private announce(text: string): void {
    this.announcement = text;
  }

  private decide(tracking: boolean): void {
    this.askConsent = false;
    const { session, keeper, api } = this.conversation;
    if (session !== null) keeper.keep({ ...session, consent: tracking });
    void api.consent(tracking).catch(() => undefined);
    this.toComposer();
  }

  private cardAction(event: CustomEvent<{ action: CardAction; card: Card; options: Options | null }>): void {
    const { api } = this.conversation;
    const { action, card, options } = event.detail;
    if (action === "cart") {
      void this.addToCart(card, options, event.composedPath()[0] as Cards);
    } else if (action === "similar") {
      void this.conversation.send(this.texts.more(card.title));
    } else {
      if (action === "dismiss") this.announce(this.texts.dismissed(card.title));
      void api.events([{ type: action, item_id: card.item_id }]).catch(() => undefined);
      const link = action === "view" ? safeLink(card.url, this.server) : null;
      if (link !== null) this.dispatchEvent(new CustomEvent("shopkeeper-view", { detail: { item_id: card.item_id, url: link }, bubbles: true, composed: true }));
    }
  }

  /** The page hears of it once the cart holds the item: it may read the cart at once. */
  private async addToCart(card: Card, options: Options | null, cards: Cards): Promise<void> {
    const { api } = this.conversation;
    try {
      const { variants } = options === null ? await api.item(card.item_id) : { variants: [] };
      if (choicesOf(variants).length > 0) {
        cards.ask(card, variants); // no size or colour is chosen for anybody
        this.announce(this.texts.choose);
        return;
      }
      await api.addToCart(card.item_id, options ?? variants[0]?.options ?? {});
    } catch {
      cards.notAdded(card);
      this.announce(this.texts.notAdded(card.title));
      return;
    }
    this.dispatchEvent(new CustomEvent("shopkeeper-cart", { detail: { item_id: card.item_id }, bubbles: true, composed: true }));
  }

  private incoming(message: Message): void {
    this.announce(message.text);
    if (!this.open || document.hidden || !this.stick) this.unread.add();
    else this.unread.clear(message.id);
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("shopkeeper-message", { detail: message, bubbles: true, composed: true }));
  }

  private readonly seen = (): void => {
    if (this.open && !document.hidden && this.stick) this.unread.clear(this.newest);
  };

  private scrolled(): void {
    const { log } = this;
    if (log === null || Math.abs(log.scrollTop - this.placed) <= 2) return;
    this.placed = log.scrollTop;
    this.stick = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
    if (this.stick) this.unread.clear(this.newest);
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape") this.closeChat();
  }
}

const bubble = html`<svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
  <path d="M12 3C6.5 3 2 6.8 2 11.5c0 2.6 1.4 4.9 3.6 6.5L5 21.5l4-1.9c1 .2 2 .4 3 .4 5.5 0 10-3.8 10-8.5S17.5 3 12 3z" />
</svg>`;
const cross = html`<svg viewBox="0 0 24 24" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" aria-hidden="true">
  <path d="M6 6l12 12M18 6L6 18" />
</svg>`;
