import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { safeLink } from "../links";
import { en, say, type Texts } from "../texts";
import { theme } from "../theme";
import { day } from "../time";

/** An order as the shop's messages carry it. */
export interface OrderInfo {
  number: string;
  status: string;
  placed_at: string | null;
  expected_at: string | null;
  carrier?: string | null;
  tracking?: string | null;
  lines?: { title: string; quantity: number }[];
}

const WAY = ["placed", "packed", "shipped", "delivered"] as const;
const REACHED: Record<string, number> = { placed: 0, paid: 0, packed: 1, shipped: 2, delivered: 3, partly_returned: 3, returned: 3 };

/** How far an order has come. */
@customElement("shopkeeper-order")
export class OrderView extends LitElement {
  @property({ attribute: false }) order: OrderInfo | null = null;
  @property({ attribute: false }) texts: Texts = en;
  @property() language = "en";

  static override styles = [
    theme,
    css`
      section {
        font-size: 14px;
      }
      p {
        margin: 2px 0 0;
        color: var(--shopkeeper-soft);
        font-size: 13px;
        overflow-wrap: anywhere;
      }
      ol {
        list-style: none;
        margin: 12px 0 0;
        padding: 0;
      }
      li {
        position: relative;
        padding-block: 0 12px;
        padding-inline-start: 24px;
        color: var(--shopkeeper-soft);
      }
      li:last-child {
        padding-block-end: 0;
      }
      li::before {
        content: "";
        position: absolute;
        inset-inline-start: 2px;
        top: 5px;
        width: 11px;
        height: 11px;
        border-radius: 50%;
        border: 2px solid var(--shopkeeper-line);
        background: var(--shopkeeper-surface);
        z-index: 1;
      }
      li:not(:last-child)::after {
        content: "";
        position: absolute;
        inset-inline-start: 7px;
        top: 10px;
        bottom: -6px;
        width: 2px;
        background: var(--shopkeeper-line);
      }
      li.done {
        color: var(--shopkeeper-text);
      }
      li.done::before {
        background: var(--shopkeeper-ink);
        border-color: var(--shopkeeper-ink);
      }
      li.passed::after {
        background: var(--shopkeeper-ink);
      }
      li[aria-current] {
        font-weight: 600;
      }
      a {
        color: var(--shopkeeper-ink);
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const { order, texts } = this;
    const reached = order === null ? undefined : REACHED[order.status];
    if (order === null || reached === undefined) return nothing; // cancelled, or a status we do not draw
    const goods = (order.lines ?? []).map(({ title, quantity }) => (quantity > 1 ? `${quantity} × ${title}` : title));
    return html`<section class="framed" aria-label=${order.number}>
      <h3>${order.number}</h3>
      ${goods.length === 0 ? nothing : html`<p>${goods.join(", ")}</p>`}
      <ol>
        ${WAY.map((step, index) => {
          const kind = `${index <= reached ? "done" : ""} ${index < reached ? "passed" : ""}`;
          return html`<li class=${kind} aria-current=${index === reached ? "step" : nothing}>${texts.order[step]}${this.when(step, reached)}</li>`;
        })}
      </ol>
      ${this.parcel(order)}
    </section>`;
  }

  private when(step: (typeof WAY)[number], reached: number): string | typeof nothing {
    const { order, language, texts } = this;
    if (step === "placed" && order?.placed_at) return ` · ${day(order.placed_at, language)}`;
    if (step === "delivered" && reached < 3 && order?.expected_at) return ` · ${say(texts.expected, { day: day(order.expected_at, language) })}`;
    return nothing;
  }

  /** Where the parcel can be followed: a link where the carrier gave one. */
  private parcel({ carrier, tracking }: OrderInfo): TemplateResult | typeof nothing {
    if (!tracking) return nothing;
    const link = /^https?:/.test(tracking) ? safeLink(tracking, tracking) : null;
    const name = `${this.texts.tracking}${carrier ? ` (${carrier})` : ""}`;
    return html`<p>${link === null ? `${name}: ${tracking}` : html`<a href=${link} target="_blank" rel="noopener">${name}</a>`}</p>`;
  }
}
