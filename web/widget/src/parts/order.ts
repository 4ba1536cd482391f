import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { en, type Texts } from "../texts/en";
import { theme } from "../theme";

/** An order as the shop's messages carry it. */
export interface OrderInfo {
  number: string;
  status: string;
  placed_at: string | null;
  expected_at: string | null;
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
      ol {
        list-style: none;
        margin: 0;
        padding: 10px 14px;
        border: 1px solid var(--shopkeeper-line);
        border-radius: 12px;
        background: var(--shopkeeper-surface);
        font-size: 13.5px;
      }
      li {
        position: relative;
        padding-block: 2px 8px;
        padding-inline-start: 20px;
        color: var(--shopkeeper-soft);
      }
      li::before {
        content: "";
        position: absolute;
        inset-inline-start: 2px;
        top: 8px;
        width: 9px;
        height: 9px;
        border-radius: 50%;
        border: 2px solid var(--shopkeeper-line);
      }
      li.done {
        color: var(--shopkeeper-text);
      }
      li.done::before {
        background: var(--shopkeeper-accent);
        border-color: var(--shopkeeper-accent);
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const { order, texts } = this;
    const reached = order === null ? undefined : REACHED[order.status];
    if (order === null || reached === undefined) return nothing; // cancelled, or a status we do not draw
    return html`<ol aria-label=${order.number}>
      ${WAY.map((step, index) => html`<li class=${index <= reached ? "done" : ""}>${texts.order[step]}${this.when(step, reached)}</li>`)}
    </ol>`;
  }

  private when(step: (typeof WAY)[number], reached: number): TemplateResult | typeof nothing {
    if (step === "placed" && this.order?.placed_at) return html` · ${this.day(this.order.placed_at)}`;
    if (step === "delivered" && reached < 3 && this.order?.expected_at) return html` · ${this.texts.expected} ${this.day(this.order.expected_at)}`;
    return nothing;
  }

  private day(at: string): string {
    const date = new Date(at);
    return Number.isNaN(date.getTime()) ? at : date.toLocaleDateString(this.language, { day: "numeric", month: "short" });
  }
}
