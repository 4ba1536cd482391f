import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { icons } from "../icons";
import { money, safeLink } from "../links";
import { en, say, type Texts } from "../texts";
import { theme } from "../theme";
import type { Card, Variant } from "../types";
import { settled, type Options } from "../variants";
import { cardsStyles } from "./cards.styles";
import { choices } from "./choices";

export type CardAction = "view" | "cart" | "similar" | "dismiss";

/** A carousel of product cards. Fires `card` with {action, card}, and for the cart the options that were chosen. */
@customElement("shopkeeper-cards")
export class Cards extends LitElement {
  @property({ attribute: false }) cards: Card[] = [];
  @property({ attribute: false }) texts: Texts = en;
  @property() server = "";
  @property() language = "en";
  @state() private inCart = new Set<string>();
  @state() private asking: { id: string; variants: Variant[]; chosen: Options } | null = null;
  @state() private dismissed = new Set<string>();
  @query("ul") private list!: HTMLUListElement;

  /** Which ends of the list are in view. */
  @state() private ends = { start: true, end: true };
  private readonly size = new ResizeObserver(() => this.look());

  static override styles = [theme, cardsStyles];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.size.disconnect();
  }

  protected override firstUpdated(): void {
    this.size.observe(this.list);
  }

  override render(): TemplateResult {
    const { texts, ends } = this;
    const shown = this.cards.filter((card) => !this.dismissed.has(card.item_id));
    return html`<ul aria-label=${texts.cards} tabindex="0" @scroll=${this.look}>
        ${shown.map((card) => this.card(card))}
      </ul>
      ${this.arrow("back", texts.previous, ends.start, -1)} ${this.arrow("on", texts.next, ends.end, 1)}`;
  }

  /** For the mouse; fingers and keys scroll the list itself. */
  private arrow(side: "back" | "on", label: string, atEnd: boolean, by: -1 | 1): TemplateResult {
    const turn = (): void => {
      const sign = getComputedStyle(this).direction === "rtl" ? -by : by;
      this.list.scrollBy({ left: sign * this.list.clientWidth * 0.8, behavior: "smooth" });
    };
    return html`<button class="arrow ${side}" tabindex="-1" aria-label=${label} ?disabled=${atEnd} @click=${turn}>
      ${side === "back" ? icons.left : icons.right}
    </button>`;
  }

  private look(): void {
    const { scrollLeft, scrollWidth, clientWidth } = this.list;
    const start = Math.abs(scrollLeft) < 8;
    const end = Math.abs(scrollLeft) > scrollWidth - clientWidth - 8;
    if (start !== this.ends.start || end !== this.ends.end) this.ends = { start, end };
  }

  private card(card: Card): TemplateResult {
    const { texts } = this;
    const link = safeLink(card.url, this.server);
    const image = safeLink(card.image, this.server);
    const added = this.inCart.has(card.item_id);
    const reason = card.reasons[0];
    return html`<li data-item=${card.item_id}>
      ${image === null ? html`<span class="blank"></span>` : html`<img src=${image} alt="" width="184" height="184" loading="lazy" />`}
      <button class="dismiss" title=${texts.dismiss} aria-label="${texts.dismiss}: ${card.title}" @click=${() => this.act("dismiss", card)}>
        <span>${icons.cross}</span>
      </button>
      <div class="body">
        <h3>
          ${link === null
            ? card.title
            : html`<a href=${link} target="_top" @click=${() => this.act("view", card)}>${card.title}</a>`}
        </h3>
        <span class="price">${this.price(card)}</span>
        ${this.stars(card)} ${card.text === "" ? nothing : html`<p class="soft text">${card.text}</p>`}
        ${reason === undefined ? nothing : html`<p class="reason">${reason}</p>`}
        <div class="actions">
          ${this.choices(card)}
          <button
            class="main"
            ?disabled=${!card.in_stock || this.open(card)}
            aria-disabled=${added ? "true" : nothing}
            @click=${() => (added ? undefined : this.act("cart", card))}
          >
            ${added ? html`${icons.check} ${texts.added}` : this.open(card) ? texts.choose : texts.cart}
          </button>
          <button class="quiet" aria-label="${texts.similar}: ${card.title}" @click=${() => this.act("similar", card)}>${texts.similar}</button>
        </div>
      </div>
    </li>`;
  }

  private price({ price, list_price: before, currency, in_stock }: Card): TemplateResult {
    const { texts, language } = this;
    const old = before === null || before === undefined || price === null || before <= price ? null : money(before, currency, language);
    return html`${money(price, currency, language)}
    ${old === null ? nothing : html`<s aria-label=${say(texts.before, { price: old })}>${old}</s>`}
    ${in_stock ? nothing : html`<span class="out">${texts.soldOut}</span>`}`;
  }

  private stars({ rating, rating_count: count }: Card): TemplateResult | typeof nothing {
    if (rating === null || rating === undefined || !count) return nothing;
    const mean = rating.toLocaleString(this.language, { maximumFractionDigits: 1 });
    return html`<p class="soft">
      <span aria-hidden="true"><span class="star">★</span> ${mean} (${count})</span
      ><span class="hidden">${say(this.texts.rated, { rating: mean, count })}</span>
    </p>`;
  }

  /** Sizes and colours of the item that is to go into the cart. */
  private choices(card: Card): TemplateResult[] | typeof nothing {
    const { asking } = this;
    if (asking?.id !== card.item_id) return nothing;
    return choices(asking.variants, asking.chosen, (chosen) => (this.asking = { ...asking, chosen }));
  }

  /** Whether something is still to be chosen of an item. */
  private open(card: Card): boolean {
    return this.asking?.id === card.item_id && settled(this.asking.variants, this.asking.chosen) === null;
  }

  /** Ask for size and colour before the item goes into the cart. */
  ask(card: Card, variants: Variant[]): void {
    this.notAdded(card);
    this.asking = { id: card.item_id, variants, chosen: {} };
  }

  /** The cart did not take it: the button is offered again. */
  notAdded(card: Card): void {
    this.inCart = new Set([...this.inCart].filter((id) => id !== card.item_id));
  }

  private act(action: CardAction, card: Card): void {
    const options = this.asking?.id === card.item_id ? settled(this.asking.variants, this.asking.chosen) : null;
    if (action === "cart") {
      this.inCart = new Set([...this.inCart, card.item_id]);
      this.asking = null;
    }
    if (action === "dismiss") {
      this.dismissed = new Set([...this.dismissed, card.item_id]);
      this.list.focus(); // the button that had it is gone
    }
    this.dispatchEvent(new CustomEvent("card", { detail: { action, card, options }, bubbles: true, composed: true }));
  }
}
