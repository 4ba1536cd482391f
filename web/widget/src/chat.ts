import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { ref } from "lit/directives/ref.js";
import { Api } from "./api";
import { Backdrop } from "./backdrop";
import { chatStyles } from "./chat.styles";
import { Conversation } from "./conversation";
import { icons } from "./icons";
import { panelKey } from "./launcher";
import { safeLink } from "./links";
import type { CardAction, Cards } from "./parts/cards";
import type { CartCard, CartChange } from "./parts/cart";
import "./parts/composer";
import type { Composer, Written } from "./parts/composer";
import "./parts/menu";
import type { MenuDeed } from "./parts/menu";
import { ownerNotice } from "./parts/owner";
import { talk } from "./parts/talk";
import { consent, welcome } from "./parts/welcome";
import { Reader } from "./reader";
import { SessionKeeper } from "./session";
import { Sound } from "./sound";
import { browserStorage, keep } from "./storage";
import { counted, en, localeOf, say, textsOf } from "./texts";
import { theme, variables } from "./theme";
import { saveAs, transcript } from "./transcript";
import type { Card, Message, QuickReply, ShopEvent } from "./types";
import { Unread } from "./unread";
import { choicesOf, type Options } from "./variants";

/** Whether the panel has the page's place, as on a phone. */
const covers = (): boolean => matchMedia("(max-width: 480px), (max-height: 480px)").matches;

/**
 * The chat on a shop's page. Attributes: `server` (the gateway's address), `language`, `theme` (light, dark), `name`,
 * `policy` (where the privacy policy stands).
 * Fires `shopkeeper-message`, `shopkeeper-cart`, `shopkeeper-view` and `shopkeeper-open` at the page.
 */
@customElement("shopkeeper-chat")
export class Chat extends LitElement {
  @property() server = location.origin;
  @property() language = document.documentElement.lang || navigator.language || "en";
  @property({ reflect: true }) theme: string | null = null;
  @property() name = "";
  @property() policy: string | null = null;
  @property({ type: Boolean, reflect: true }) open = false;
  @state() private texts = en;
  @state() private announcement = "";
  @state() private problem = "";
  /** The item that is asked about, until the next message or until it is put aside. */
  @state() private about: { id: string; title: string } | null = null;
  /** The shopper left an open chat for a page that it covered. */
  @state() private left = false;
  @query(".log") private log!: HTMLElement | null;
  @query(".panel") private panelElement!: HTMLElement | null;
  @query("shopkeeper-composer") private composer!: Composer | null;
  @query(".launcher") private launcher!: HTMLButtonElement | null;
  private conversation!: Conversation;
  private started: Promise<void> | null = null;
  private pageItem: string | null = null;
  private asked: string | null = null; // the item whose title was asked for last: an older answer may come later
  private readonly storage = browserStorage();
  private readonly unread = new Unread(() => `shopkeeper.read:${this.server}`, this.storage);
  private readonly sound = new Sound(this.storage);
  private readonly backdrop = new Backdrop(this);
  private readonly reader = new Reader(
    this,
    () => this.log,
    () => this.firstOfAnswer(),
    () => this.unread.clear(this.newest),
  );

  static override styles = [variables, theme, chatStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    const api = new Api(this.server.replace(/\/$/, ""));
    this.conversation = new Conversation(api, new SessionKeeper(api, this.storage, this.language));
    this.conversation.addEventListener("change", () => this.requestUpdate());
    this.conversation.addEventListener("incoming", (event) => this.incoming((event as CustomEvent<Message>).detail));
    if (this.conversation.keeper.stored() !== null) {
      // a conversation is under way: as it was on the page before, with what came in meanwhile
      const wasOpen = this.storage.getItem(this.panelKey) === "open";
      this.left = wasOpen && covers();
      this.open = wasOpen && !this.left;
      void this.start().then(() => this.missed());
    }
    document.addEventListener("visibilitychange", this.seen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.seen);
    this.backdrop.release();
    this.conversation.stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("language")) void this.speak(this.language);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!changed.has("open")) return;
    if (this.open && covers()) this.backdrop.hold();
    else this.backdrop.release();
  }

  // ── the page's JavaScript API ───────────────────────────────────────────────

  /** Open the chat; with an item's id what is asked next is about that item. */
  async openChat(about?: { item_id: string }): Promise<void> {
    this.open = true;
    this.left = false;
    keep(this.storage, this.panelKey, "open");
    this.unread.clear(this.newest);
    this.dispatchEvent(new CustomEvent("shopkeeper-open", { bubbles: true, composed: true }));
    await this.start();
    await this.talkAbout(about?.item_id ?? this.pageItem);
    await this.updateComplete;
    this.toComposer();
  }

  closeChat(): void {
    this.open = false;
    keep(this.storage, this.panelKey, "closed");
    this.unread.clear(this.newest);
    void this.updateComplete.then(() => this.launcher?.focus());
  }

  /** The page is an item's, or none's: what is asked there first is about it. */
  async page(item?: { item_id: string }): Promise<void> {
    this.pageItem = item?.item_id ?? null;
    if (this.open) await this.talkAbout(this.pageItem);
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
    this.started ??= this.conversation.start().catch(() => {
      this.started = null; // the next attempt starts afresh
      this.conversation.online = false;
      this.requestUpdate();
      setTimeout(() => {
        if (this.open) void this.start();
      }, 3000);
    });
    return this.started;
  }

  private get locale(): string {
    return localeOf(this.language);
  }

  /** Whether a person has the conversation, or is called. */
  private get person(): boolean {
    return ["waiting", "agent"].includes(this.conversation.owner.owner);
  }

  private get panelKey(): string {
    return panelKey(this.server);
  }

  private get newest(): string | undefined {
    return this.conversation.messages.findLast((message) => message.state === undefined)?.id;
  }

  private firstOfAnswer(): HTMLElement | null {
    const { messages } = this.conversation;
    const first = messages[messages.findLastIndex((message) => message.author === "shopper") + 1];
    return first === undefined ? null : (this.log?.querySelector<HTMLElement>(`[data-id="${CSS.escape(first.id)}"]`) ?? null);
  }

  private async speak(language: string): Promise<void> {
    const texts = await textsOf(language, this.conversation.api.server);
    if (language === this.language) this.texts = texts;
  }

  private async talkAbout(id: string | null): Promise<void> {
    this.asked = id;
    if (id === this.about?.id) return;
    const about =
      id === null
        ? null
        : await this.conversation.api.item(id).then(
            ({ title }) => ({ id, title }),
            () => null, // the shop has no such item: the chat opens all the same
          );
    if (id === this.asked) this.about = about;
  }

  private notAbout(): void {
    this.about = null;
    this.asked = null;
    this.pageItem = null;
  }

  /** What others said since this browser last showed the conversation. */
  private missed(): void {
    const { messages } = this.conversation;
    const read = messages.findIndex((message) => message.id === this.unread.last);
    if (this.open) this.unread.clear(this.newest);
    else if (read >= 0) this.unread.add(messages.slice(read + 1).filter((message) => message.author !== "shopper").length);
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const { texts, left } = this;
    const { count } = this.unread;
    const opens = left ? texts.backToChat : texts.open;
    const label = this.open ? texts.close : count > 0 ? `${opens}: ${counted(texts.unread, count, this.language)}` : opens;
    return html`
      ${this.open ? this.panel() : nothing}
      <button
        class="launcher ${left ? "named" : ""}"
        aria-expanded=${this.open}
        aria-label=${label}
        @click=${() => (this.open ? this.closeChat() : void this.openChat())}
      >
        ${this.open ? icons.cross : icons.chat} ${left && !this.open ? texts.backToChat : nothing}
        ${count > 0 && !this.open ? html`<span class="badge" aria-hidden="true">${count}</span>` : nothing}
      </button>
      <div class="hidden" role="status" aria-live="polite">${this.announcement}</div>
    `;
  }

  private panel(): TemplateResult {
    const { texts, conversation, locale, reader } = this;
    const title = this.name || conversation.session?.shop?.name || texts.title;
    return html`<section
      class="panel"
      role="dialog"
      aria-label=${title}
      aria-modal=${covers() ? "true" : nothing}
      tabindex="-1"
      @keydown=${this.key}
      @pointerdown=${() => this.sound.allow()}
    >
      ${this.header(title)} ${conversation.online ? nothing : html`<p class="notice" role="alert">${texts.offline}</p>`}
      ${ownerNotice(conversation.owner, texts, locale)}
      ${this.problem === "" ? nothing : html`<p class="notice" role="alert">${this.problem}</p>`}
      <div
        class="log"
        role="log"
        aria-live="off"
        tabindex="0"
        aria-label=${title}
        @scroll=${reader.scrolled}
        @reply=${(event: CustomEvent<QuickReply>) => this.reply(event.detail)}
        @retry=${(event: CustomEvent<string>) => void conversation.retry(event.detail)}
        @card=${this.cardAction}
        @quantity=${this.setQuantity}
        @checkout=${() => this.closeChat() /* it would stand before what is to be paid */}
        @rate=${(event: CustomEvent<{ rating: number; comment: string }>) => this.rate(event.detail)}
        @letter=${(event: CustomEvent<{ email: string; question?: string }>) => this.attempt(conversation.api.handoff("person", event.detail))}
      >
        <div ${ref(reader.watch)}>
          ${conversation.messages.length === 0 ? welcome(texts, (text) => this.write(text)) : nothing} ${talk(conversation, texts, locale)}
          ${conversation.typing === null ? nothing : html`<p class="typing"><span class="hidden">${texts.typing}</span><i></i><i></i><i></i></p>`}
          ${conversation.session?.consent === null ? consent(texts, this.policy, (tracking) => this.attempt(conversation.consent(tracking))) : nothing}
        </div>
      </div>
      ${reader.follows || this.unread.count === 0
        ? nothing
        : html`<button class="pill newest" @click=${() => this.toNewest()}>${texts.newest} ${icons.down}</button>`}
      ${this.about === null
        ? nothing
        : html`<p class="about">
            <span>${say(texts.about, { title: this.about.title })}</span>
            <button aria-label=${texts.notAbout} @click=${() => this.notAbout()}>${icons.cross}</button>
          </p>`}
      <shopkeeper-composer
        .texts=${texts}
        @send=${(event: CustomEvent<Written>) => this.write(event.detail.text, event.detail.picture)}
        @typed=${(event: CustomEvent<boolean>) => conversation.typed(event.detail)}
      ></shopkeeper-composer>
    </section>`;
  }

  private header(title: string): TemplateResult {
    const { texts, conversation, person } = this;
    const { owner, agent } = conversation.owner;
    const label = person ? texts.backToBot : texts.person;
    const state = owner === "agent" && agent !== undefined ? agent.name : owner === "waiting" ? texts.waiting : texts.atOnce;
    return html`<header>
      <span class="face" aria-hidden="true">${title.slice(0, 1).toLocaleUpperCase(this.locale)}</span>
      <div>
        <h2>${title}</h2>
        <p>${state}</p>
      </div>
      <button aria-label=${label} title=${label} @click=${() => this.flipPerson()}>${person ? icons.bot : icons.person}</button>
      <shopkeeper-menu
        .texts=${texts}
        ?sound=${this.sound.on}
        ?remembers=${conversation.session?.consent === true}
        ?person=${person}
        .policy=${this.policy}
        @chosen=${(event: CustomEvent<MenuDeed>) => this.choose(event.detail)}
      ></shopkeeper-menu>
      <button class="close" aria-label=${texts.close} @click=${() => this.closeChat()}>${icons.cross}</button>
    </header>`;
  }

  private choose(deed: MenuDeed): void {
    const { conversation, texts, locale } = this;
    switch (deed) {
      case "person":
        this.flipPerson();
        break;
      case "sound":
        this.sound.on = !this.sound.on;
        this.sound.ring();
        break;
      case "remember":
        this.attempt(conversation.consent(conversation.session?.consent !== true));
        break;
      case "download":
        saveAs(`chat-${new Date().toISOString().slice(0, 10)}.txt`, transcript(conversation.messages, texts, locale));
        break;
      case "erase":
        this.attempt(conversation.erase().then(() => this.announce(texts.erased)));
        break;
    }
    this.requestUpdate();
  }

  private flipPerson(): void {
    this.attempt(this.conversation.api.handoff(this.person ? "bot" : "person"));
  }

  private toNewest(): void {
    this.unread.clear(this.newest);
    this.reader.toNewest();
    this.toComposer();
  }

  private write(text: string, picture?: File): void {
    this.reader.toNewest();
    const about = this.about?.id;
    this.notAbout();
    const more = { ...(picture === undefined ? {} : { picture }), ...(about === undefined ? {} : { about }) };
    void this.start().then(() => this.conversation.send(text, more));
  }

  private reply(reply: QuickReply): void {
    this.reader.toNewest();
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

  /**
   * The focus goes to the composer, unless the shopper is writing elsewhere by now: in a letter, a rating. Where that
   * would bring up a keyboard over what there is to read, it stays in the panel.
   */
  private toComposer(): void {
    let active = this.shadowRoot?.activeElement ?? null;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    const writing = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement;
    if (writing) return;
    if (matchMedia("(pointer: coarse)").matches) this.panelElement?.focus();
    else this.composer?.focus();
  }

  private announce(text: string): void {
    this.announcement = text;
  }

  private cardAction(event: CustomEvent<{ action: CardAction; card: Card; options: Options | null }>): void {
    const { api } = this.conversation;
    const { action, card, options } = event.detail;
    if (action === "cart") {
      void this.addToCart(card, options, event.composedPath()[0] as Cards);
    } else if (action === "similar") {
      this.reader.toNewest();
      void this.conversation.send(say(this.texts.more, { title: card.title }));
    } else {
      if (action === "dismiss") this.announce(say(this.texts.dismissed, { title: card.title }));
      void api.events([{ type: action, item_id: card.item_id }]).catch(() => undefined);
      const link = action === "view" ? safeLink(card.url, this.server) : null;
      if (link !== null) this.tell("view", { item_id: card.item_id, url: link });
    }
  }

  private async addToCart(card: Card, options: Options | null, cards: Cards): Promise<void> {
    const { api } = this.conversation;
    const { texts } = this;
    try {
      const { variants } = options === null ? await api.item(card.item_id) : { variants: [] };
      if (choicesOf(variants).length > 0) {
        cards.ask(card, variants); // no size or colour is chosen for anybody
        this.announce(texts.choose);
        return;
      }
      await api.addToCart(card.item_id, options ?? variants[0]?.options ?? {});
    } catch {
      cards.notAdded(card);
      this.announce(say(texts.notAdded, { title: card.title }));
      return;
    }
    this.announce(`${texts.added}: ${card.title}`);
    this.tell("cart", { item_id: card.item_id });
  }

  private async setQuantity(event: CustomEvent<CartChange>): Promise<void> {
    const { line, quantity } = event.detail;
    const shown = event.composedPath()[0] as CartCard;
    try {
      const cart = await this.conversation.api.setQuantity(line.item_id, quantity, line.options);
      shown.show(cart);
      this.announce(`${line.title}: ${quantity}`);
      this.tell("cart", { item_id: line.item_id });
    } catch {
      shown.stays(); // there are no more of it
      this.announce(this.texts.tryAgain);
    }
  }

  /** Tell the page, once it is so: of a cart it may read the new one at once. */
  private tell(what: "cart" | "view", detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`shopkeeper-${what}`, { detail, bubbles: true, composed: true }));
  }

  private incoming(message: Message): void {
    this.announce(message.text);
    const inView = this.open && !document.hidden;
    if (!inView) this.sound.ring();
    if (inView && this.reader.follows) this.unread.clear(message.id);
    else this.unread.add();
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("shopkeeper-message", { detail: message, bubbles: true, composed: true }));
  }

  private readonly seen = (): void => {
    if (this.open && !document.hidden && this.reader.follows) this.unread.clear(this.newest);
  };

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape") this.closeChat();
  }
}
