import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { money, safeLink } from "../links";
import { en, type Texts } from "../texts/en";
import { theme } from "../theme";
import type { Card, Variant } from "../types";
import { settled, type Options } from "../variants";
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

  static override styles = [
    theme,
    css`
      :host {
        display: block;
        position: relative;
      }
      ul {
        display: flex;
        gap: 10px;
        overflow-x: auto;
        scroll-snap-type: x proximity;
        margin: 0;
        padding: 2px 2px 8px;
        list-style: none;
        scrollbar-width: thin;
      }
      li {
        flex: 0 0 196px;
        scroll-snap-align: start;
        display: flex;
        flex-direction: column;
        border: 1px solid var(--shopkeeper-line);
        border-radius: 12px;
        background: var(--shopkeeper-surface);
        overflow: hidden;
      }
      img {
        width: 100%;
        height: 128px;
        object-fit: contain;
        background: #f4f1ea;
      }
      .body {
        padding: 8px 10px 10px;
        display: flex;
        flex-direction: column;
        gap: 4px;
        flex: 1;
      }
      h3 {
        font-size: 14px;
        line-height: 1.3;
        margin: 0;
      }
      .reasons {
        color: var(--shopkeeper-soft);
        font-size: 12.5px;
        margin: 0;
      }
      .price {
        font-weight: 600;
      }
      .out {
        color: var(--shopkeeper-bad);
        font-weight: 400;
        font-size: 12.5px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 10px;
        margin-top: auto;
        padding-top: 6px;
        font-size: 13px;
      }
      .actions button {
        color: var(--shopkeeper-accent);
        text-decoration: underline;
        text-underline-offset: 2px;
        min-height: 24px;
      }
      .actions .main {
        flex-basis: 100%;
        background: var(--shopkeeper-accent);
        color: var(--shopkeeper-on-accent);
        border-radius: 8px;
        padding: 6px 8px;
        text-decoration: none;
      }
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
        flex-basis: 100%;
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      legend {
        color: var(--shopkeeper-soft);
        font-size: 12.5px;
        padding: 0 0 2px;
      }
      .actions fieldset button {
        border: 1px solid var(--shopkeeper-line);
        border-radius: 999px;
        color: inherit;
        padding: 2px 9px;
        text-decoration: none;
      }
      .actions fieldset [aria-pressed="true"] {
        background: var(--shopkeeper-accent);
        border-color: var(--shopkeeper-accent);
        color: var(--shopkeeper-on-accent);
      }
      .actions fieldset [disabled] {
        color: var(--shopkeeper-soft);
        cursor: default;
        text-decoration: line-through;
      }
      .main[disabled],
      .main[aria-disabled] {
        opacity: 0.55;
        cursor: default;
      }
      a {
        color: inherit;
      }
    `,
  ];

  override render(): TemplateResult {
    const shown = this.cards.filter((card) => !this.dismissed.has(card.item_id));
    return html`<ul aria-label=${this.texts.cards} tabindex="0">
      ${shown.map((card) => this.card(card))}
    </ul>`;
  }

  private card(card: Card): TemplateResult {
    const { texts } = this;
    const link = safeLink(card.url, this.server);
    const image = safeLink(card.image, this.server);
    const added = this.inCart.has(card.item_id);
    return html`<li data-item=${card.item_id}>
      ${image === null ? nothing : html`<img src=${image} alt="" loading="lazy" />`}
      <div class="body">
        <h3>
          ${link === null
            ? card.title
            : html`<a href=${link} target="_top" @click=${(event: Event) => this.act("view", card, event)}>${card.title}</a>`}
        </h3>
        <span class="price">
          ${money(card.price, card.currency, this.language)}
          ${card.in_stock ? nothing : html`<span class="out">${texts.soldOut}</span>`}
        </span>
        ${card.text === "" ? nothing : html`<p class="reasons">${card.text}</p>`}
        ${card.reasons.length === 0 ? nothing : html`<p class="reasons">${card.reasons.join(" · ")}</p>`}
        <div class="actions">
          ${this.choices(card)}
          <button
            class="main"
            ?disabled=${!card.in_stock || this.open(card)}
            aria-disabled=${added ? "true" : nothing}
            @click=${() => (added ? undefined : this.act("cart", card))}
          >
            ${added ? texts.added : this.open(card) ? texts.choose : texts.cart}
          </button>
          <button aria-label="${texts.similar}: ${card.title}" @click=${() => this.act("similar", card)}>${texts.similar}</button>
          <button aria-label="${texts.dismiss}: ${card.title}" @click=${() => this.act("dismiss", card)}>${texts.dismiss}</button>
        </div>
      </div>
    </li>`;
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

  private act(action: CardAction, card: Card, event?: Event): void {
    const options = this.asking?.id === card.item_id ? settled(this.asking.variants, this.asking.chosen) : null;
    if (action === "cart") {
      this.inCart = new Set([...this.inCart, card.item_id]);
      this.asking = null;
    }
    if (action === "dismiss") {
      this.dismissed = new Set([...this.dismissed, card.item_id]);
      this.list.focus(); // the button that had it is gone
    }
    this.dispatchEvent(new CustomEvent("card", { detail: { action, card, event, options }, bubbles: true, composed: true }));
  }
}
