import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { money, safeLink } from "../links";
import { en, say, type Texts } from "../texts";
import { theme } from "../theme";
import type { Card, CartView } from "../types";

type Line = CartView["lines"][number];

/** What a shopper changed: a line's quantity, zero to take it out. */
export interface CartChange {
  line: Line;
  quantity: number;
}

/** The cart with quantities and its sum. Fires `quantity` with a {@link CartChange} while it is `live`, and `checkout`. */
@customElement("shopkeeper-cart")
export class CartCard extends LitElement {
  @property({ attribute: false }) cart!: CartView;
  @property({ attribute: false }) cards: Card[] = [];
  @property({ attribute: false }) texts: Texts = en;
  @property() server = "";
  @property() language = "en";
  /** Whether it is the cart of now: one further up shows what was in it then. */
  @property({ type: Boolean }) live = false;
  /** The cart as the gateway has it by now, where it was changed here. */
  @state() private changed: CartView | null = null;
  @state() private busy = false;

  static override styles = [
    theme,
    css`
      ul {
        list-style: none;
        margin: 8px 0;
        padding: 0;
      }
      li {
        display: grid;
        grid-template-columns: 48px minmax(0, 1fr) auto;
        gap: 2px 10px;
        align-items: center;
        padding: 8px 0;
        border-top: 1px solid var(--shopkeeper-line);
        font-size: 14px;
      }
      img,
      .blank {
        grid-row: span 2;
        width: 48px;
        height: 48px;
        object-fit: contain;
        border-radius: 8px;
        background: #f4f1ea;
      }
      .title {
        font-weight: 500;
        overflow-wrap: anywhere;
      }
      .soft,
      dt {
        color: var(--shopkeeper-soft);
        font-size: 13px;
        font-weight: 400;
      }
      .count {
        display: flex;
        align-items: center;
        gap: 2px;
      }
      .count button {
        width: 32px;
        height: 32px;
        border: 1px solid var(--shopkeeper-line);
        border-radius: 50%;
      }
      .count span {
        min-width: 26px;
        text-align: center;
      }
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 3px 12px;
        margin: 8px 0;
      }
      dd {
        margin: 0;
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      .sum {
        font-weight: 600;
        font-size: 15px;
        color: inherit;
      }
      .main {
        justify-content: center;
        width: 100%;
      }
      @media (pointer: coarse) {
        .count button {
          width: 44px;
          height: 44px;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const { texts } = this;
    const cart = this.changed ?? this.cart;
    const pays = safeLink(cart.checkout_url, this.server);
    return html`<section class="framed" aria-label=${texts.yourCart} aria-busy=${this.busy}>
      <h3>${texts.yourCart}</h3>
      ${cart.lines.length === 0
        ? html`<p class="soft">${texts.emptyCart}</p>`
        : html`<ul>
              ${cart.lines.map((line) => this.line(line))}
            </ul>
            <dl>
              ${Number(cart.discount) === 0 ? nothing : this.sum(texts.discount, -Number(cart.discount))}
              ${this.sum(texts.delivery, Number(cart.shipping), texts.free)} ${this.sum(texts.total, Number(cart.total), undefined, "sum")}
            </dl>
            ${this.live && pays !== null ? html`<a class="pill main" href=${pays} target="_top" @click=${this.pay}>${texts.checkout}</a>` : nothing}`}
    </section>`;
  }

  /** The cart as the gateway answered. */
  show(cart: CartView): void {
    this.changed = cart;
    this.busy = false;
  }

  /** A change was refused. */
  stays(): void {
    this.busy = false;
  }

  private pay(): void {
    this.dispatchEvent(new CustomEvent("checkout", { bubbles: true, composed: true }));
  }

  private line(line: Line): TemplateResult {
    const image = safeLink(line.image ?? this.cards.find((card) => card.item_id === line.item_id)?.image, this.server);
    const options = Object.values(line.options).join(", ");
    return html`<li data-item=${line.item_id}>
      ${image === null ? html`<span class="blank"></span>` : html`<img src=${image} alt="" width="48" height="48" loading="lazy" />`}
      <span class="title">${line.title} ${options === "" ? nothing : html`<span class="soft">${options}</span>`}</span>
      <span>${this.amount(Number(line.price))}</span>
      ${this.count(line)}
    </li>`;
  }

  private count(line: Line): TemplateResult {
    const { texts } = this;
    if (!this.live) return html`<span class="soft">× ${line.quantity}</span>`;
    const fewer = line.quantity === 1 ? texts.remove : texts.fewer;
    return html`<span class="count">
      <button ?disabled=${this.busy} aria-label=${say(fewer, { title: line.title })} @click=${() => this.change(line, line.quantity - 1)}>−</button>
      <span>${line.quantity}</span>
      <button ?disabled=${this.busy} aria-label=${say(texts.further, { title: line.title })} @click=${() => this.change(line, line.quantity + 1)}>+</button>
    </span>`;
  }

  private sum(name: string, amount: number, none?: string, kind = ""): TemplateResult {
    return html`<dt class=${kind}>${name}</dt>
      <dd class=${kind}>${amount === 0 && none !== undefined ? none : this.amount(amount)}</dd>`;
  }

  private amount(amount: number): string {
    return money(amount, this.cart.currency, this.language);
  }

  private change(line: Line, quantity: number): void {
    this.busy = true;
    const detail: CartChange = { line, quantity };
    this.dispatchEvent(new CustomEvent("quantity", { detail, bubbles: true, composed: true }));
  }
}
