import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { theme } from "../theme";

export interface OrderTimeline {
  number: string;
  steps: { title: string; at?: string | null; done: boolean }[];
}

/** How far an order has come. */
@customElement("shopkeeper-order")
export class OrderView extends LitElement {
  @property({ attribute: false }) order: OrderTimeline | null = null;
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
        padding: 2px 0 8px 20px;
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
    const { order } = this;
    if (order === null || !Array.isArray(order.steps)) return nothing;
    return html`<ol aria-label=${order.number}>
      ${order.steps.map(
        (step) => html`<li class=${step.done ? "done" : ""}>
          ${step.title}${step.at === null || step.at === undefined ? nothing : html` · ${this.day(step.at)}`}
        </li>`,
      )}
    </ol>`;
  }

  private day(at: string): string {
    const date = new Date(at);
    return Number.isNaN(date.getTime()) ? at : date.toLocaleDateString(this.language, { day: "numeric", month: "short" });
  }
}
