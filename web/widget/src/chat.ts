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
import { textsOf, type Texts } from "./texts";
import { theme } from "./theme";
import type { Card, Message, QuickReply, ShopEvent } from "./types";
import { Unread } from "./unread";

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
  private readonly unread = new Unread();

  static override styles = [theme, chatStyles];

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
      void this.start(); // a conversation is under way: show what came in meanwhile
    }
    document.addEventListener("visibilitychange", this.seen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.seen);
    this.conversation.stop();
  }

  // ── the page's JavaScript API ───────────────────────────────────────────────

  async openChat(): Promise<void> {
    this.open = true;
    this.unread.clear();
    this.dispatchEvent(new CustomEvent("shopkeeper-open", { bubbles: true, composed: true }));
    await this.start();
    await this.updateComplete;
    this.toComposer();
  }

  closeChat(): void {
    this.open = false;
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

  /** Words, cards and pictures come in their own time: as long as the reader is at the end, the end stays in view. */
  private readonly grown = new ResizeObserver(() => {
    const { log } = this;
    if (log !== null && this.stick) log.scrollTop = log.scrollHeight;
  });

  private readonly observe = (words: Element | undefined): void => {
    this.grown.disconnect();
    if (words !== undefined) this.grown.observe(words);
  };

  /** Whether the log stood at its end, so that new words may scroll it. */
  private stick = true;

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
      ${this.askConsent ? this.consent() : nothing}
      <shopkeeper-composer
        .texts=${texts}
        @send=${(event: CustomEvent<Written>) => this.write(event.detail.text, event.detail.picture)}
        @typed=${(event: CustomEvent<boolean>) => conversation.typed(event.detail)}
      ></shopkeeper-composer>
    </section>`;
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
    void this.start().then(() => this.conversation.send(text, picture === undefined ? {} : { picture }));
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

  private cardAction(event: CustomEvent<{ action: CardAction; card: Card }>): void {
    const { api } = this.conversation;
    const { action, card } = event.detail;
    if (action === "cart") {
      void this.addToCart(card, event.composedPath()[0] as Cards);
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
  private async addToCart(card: Card, cards: Cards): Promise<void> {
    try {
      await this.conversation.api.addToCart(card.item_id);
    } catch {
      cards.notAdded(card);
      this.announce(this.texts.notAdded(card.title));
      return;
    }
    this.dispatchEvent(new CustomEvent("shopkeeper-cart", { detail: { item_id: card.item_id }, bubbles: true, composed: true }));
  }

  private incoming(message: Message): void {
    this.announce(message.text);
    if (!this.open || document.hidden) this.unread.add();
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("shopkeeper-message", { detail: message, bubbles: true, composed: true }));
  }

  private readonly seen = (): void => {
    if (this.open && !document.hidden) this.unread.clear();
  };

  private scrolled(): void {
    const { log } = this;
    if (log !== null) this.stick = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
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
