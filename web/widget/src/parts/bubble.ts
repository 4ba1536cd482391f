import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Shown } from "../conversation";
import { icons } from "../icons";
import { safeLink } from "../links";
import { drawnSize, previewOf } from "../pictures";
import { agentName, speaker } from "../speaker";
import { en, type Texts } from "../texts";
import { theme } from "../theme";
import { clock } from "../time";
import { saveAs } from "../transcript";
import type { Attachment, CartView } from "../types";
import { bubbleStyles } from "./bubble.styles";
import "./cards";
import "./cart";
import "./compare";
import "./letter";
import "./order";
import "./rating";
import { words } from "./words";

/** A file within a message; `content` is base64. */
interface Sent {
  name: string;
  type: string;
  content: string;
}

/** One message with all that it carries. Fires `reply` (a quick reply), `retry` (its id), and what its parts fire. */
@customElement("shopkeeper-bubble")
export class Bubble extends LitElement {
  @property({ attribute: false }) message!: Shown;
  @property({ attribute: false }) texts: Texts = en;
  @property() server = "";
  @property() language = "en";
  /** The first of several that one author says in one go: it tells who and when. */
  @property({ type: Boolean, reflect: true }) opens = false;
  /** Nothing was said after it, so that its quick replies are on offer. */
  @property({ type: Boolean }) last = false;
  /** Nobody but the shopper said anything after it, so that what it asks for still stands. */
  @property({ type: Boolean }) asks = false;
  /** No later message shows the cart, so that this one may change it. */
  @property({ type: Boolean }) live = false;

  static override styles = [theme, bubbleStyles];

  override render(): TemplateResult {
    const { message, texts } = this;
    const cart = cartOf(message);
    const said = cart === null ? message.text : withoutLines(message.text, cart);
    return html`
      ${this.opens && message.author !== "system" ? this.who() : nothing} ${this.picture()}
      ${said === ""
        ? nothing
        : html`<div class="row ${message.author} ${message.state ?? ""}">
            <div class="text" dir="auto"><span class="hidden">${speaker(message, texts)}: </span>${this.words(said)}</div>
          </div>`}
      ${message.state === "waiting" ? html`<p class="waiting" role="status">${texts.busy}</p>` : nothing}
      ${message.state === "failed"
        ? html`<button class="failed" @click=${() => this.fire("retry", message.id)}>${texts.failed}</button>`
        : nothing}
      ${message.sources.length === 0
        ? nothing
        : html`<p class="sources">${texts.sources}${message.sources.map((source) => source.title).join(", ")}</p>`}
      ${this.file()} ${this.tables()} ${this.goods(cart)}
      ${this.asks && message.data?.["rate"] === true ? html`<shopkeeper-rating .texts=${texts}></shopkeeper-rating>` : nothing}
      ${this.asks && message.data?.["ask_email"] === true ? html`<shopkeeper-letter .texts=${texts}></shopkeeper-letter>` : nothing}
      ${this.last && message.quick_replies.length > 0
        ? html`<div class="replies">
            ${message.quick_replies.map(
              (reply) => html`<button class="pill" @click=${() => this.fire("reply", reply)}>${reply.title}</button>`,
            )}
          </div>`
        : nothing}
    `;
  }

  /** The cart, or the goods on cards: goods that are in the cart already are not offered again. */
  private goods(cart: CartView | null): TemplateResult | typeof nothing {
    const { message, texts, server, language } = this;
    if (cart !== null) {
      return html`<shopkeeper-cart
        .cart=${cart}
        .cards=${message.cards}
        .texts=${texts}
        server=${server}
        language=${language}
        ?live=${this.live}
      ></shopkeeper-cart>`;
    }
    if (message.cards.length === 0) return nothing;
    return html`<shopkeeper-cards .cards=${message.cards} .texts=${texts} server=${server} language=${language}></shopkeeper-cards>`;
  }

  private tables(): TemplateResult {
    const { message, texts, server, language } = this;
    const { compare, order } = message.data ?? {};
    return html`${compare === undefined
      ? nothing
      : html`<shopkeeper-compare .table=${compare} .cards=${message.cards} .texts=${texts} server=${server} language=${language}></shopkeeper-compare>`}
    ${order === undefined ? nothing : html`<shopkeeper-order .order=${order} .texts=${texts} language=${language}></shopkeeper-order>`}`;
  }

  /** A file that came with the message, such as an invoice. */
  private file(): TemplateResult | typeof nothing {
    const file = this.message.data?.["file"] as Partial<Sent> | undefined;
    const { name, type, content } = file ?? {};
    if (name === undefined || content === undefined) return nothing;
    const save = (): void => saveAs(name, Uint8Array.from(atob(content), (character) => character.charCodeAt(0)), type);
    return html`<button class="pill file" @click=${save}>${icons.down} ${name}</button>`;
  }

  private who(): TemplateResult {
    const { message, texts, language } = this;
    const time = html`<time datetime=${message.created_at}>${clock(message.created_at, language)}</time>`;
    if (message.author === "shopper") return html`<p class="who shopper">${time}</p>`;
    const agent = agentName(message);
    const face = agent === undefined ? icons.bot : agent.slice(0, 1).toLocaleUpperCase(language);
    return html`<p class="who"><span class="face" aria-hidden="true">${face}</span><span>${speaker(message, texts)}</span>${time}</p>`;
  }

  /** What was said; addresses in it can be followed, and the one where the cart is paid is a button. */
  private words(said: string): unknown {
    const { message, texts } = this;
    if (message.author === "shopper") return said;
    const url = (message.data?.["checkout"] as { url?: string } | undefined)?.url;
    return words(said, url === undefined ? undefined : { url, label: texts.checkout });
  }

  private picture(): TemplateResult | typeof nothing {
    const { message, texts } = this;
    const attachment = message.data?.["attachment"] as Partial<Attachment> | undefined;
    const kept = attachment === undefined ? null : safeLink(attachment.url, this.server);
    const source = kept ?? (message.picture === undefined ? null : previewOf(message.picture));
    if (source === null) return nothing;
    const size = drawnSize(attachment ?? {});
    return html`<img
      class="picture ${message.author} ${message.state ?? ""}"
      src=${source}
      alt=${texts.picture}
      width=${size?.width ?? nothing}
      height=${size?.height ?? nothing}
    />`;
  }

  private fire(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/** The cart that a message shows, null where it shows none or an empty one. */
export function cartOf(message: Shown): CartView | null {
  const cart = message.data?.["cart"] as Partial<CartView> | undefined;
  return Array.isArray(cart?.lines) && cart.lines.length > 0 ? (cart as CartView) : null;
}

/** What is said beside the list of what is in the cart: that is drawn. */
function withoutLines(text: string, cart: CartView): string {
  return text
    .split("\n")
    .filter((line) => !line.startsWith("•") || !cart.lines.some(({ title }) => line.includes(title)))
    .join("\n")
    .trim();
}
