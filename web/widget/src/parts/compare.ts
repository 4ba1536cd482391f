import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { money, safeLink } from "../links";
import { en, type Texts } from "../texts";
import { theme } from "../theme";
import type { Card } from "../types";

export interface CompareTable {
  items: { item_id: string; title: string }[];
  rows: { name: string; values: string[] }[];
}

/** Two or three items side by side under their pictures, a fact a row: what tells them apart first. */
@customElement("shopkeeper-compare")
export class Compare extends LitElement {
  @property({ attribute: false }) table: CompareTable | null = null;
  @property({ attribute: false }) cards: Card[] = [];
  @property({ attribute: false }) texts: Texts = en;
  @property() server = "";
  @property() language = "en";

  static override styles = [
    theme,
    css`
      :host {
        display: block;
      }
      div {
        overflow: auto;
        max-height: 440px;
        border: 1px solid var(--shopkeeper-line);
        border-radius: 12px;
        background: var(--shopkeeper-surface);
      }
      table {
        border-collapse: separate;
        border-spacing: 0;
        width: 100%;
        font-size: 13px;
      }
      th,
      td {
        border-bottom: 1px solid var(--shopkeeper-line);
        padding: 7px 9px;
        text-align: start;
        vertical-align: top;
      }
      thead th,
      thead td {
        position: sticky;
        inset-block-start: 0;
        background: var(--shopkeeper-surface);
        min-width: 108px;
      }
      thead td {
        min-width: 0;
      }
      tbody th {
        font-weight: 500;
        color: var(--shopkeeper-soft);
      }
      tbody tr:last-child > * {
        border-bottom: 0;
      }
      .same td {
        color: var(--shopkeeper-soft);
      }
      img {
        display: block;
        width: 64px;
        height: 64px;
        object-fit: contain;
        border-radius: 8px;
        background: #f4f1ea;
        margin-block-end: 4px;
      }
      th a {
        color: inherit;
        text-decoration: none;
      }
      .price {
        display: block;
        font-weight: 400;
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const { table } = this;
    if (table === null || !Array.isArray(table.items) || !Array.isArray(table.rows)) return nothing;
    const same = (row: CompareTable["rows"][number]): boolean => new Set(row.values).size <= 1;
    const rows = [...table.rows.filter((row) => !same(row)), ...table.rows.filter(same)];
    return html`<div role="region" aria-label=${this.texts.compare} tabindex="0"><table>
      <thead>
        <tr>
          <td></td>
          ${table.items.map((item) => this.head(item))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr class=${same(row) ? "same" : ""}>
            <th scope="row">${row.name}</th>
            ${row.values.map((value) => html`<td>${value}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table></div>`;
  }

  private head({ item_id: id, title }: CompareTable["items"][number]): TemplateResult {
    const card = this.cards.find((one) => one.item_id === id);
    const image = safeLink(card?.image, this.server);
    const link = safeLink(card?.url, this.server);
    return html`<th scope="col">
      ${image === null ? nothing : html`<img src=${image} alt="" width="64" height="64" />`}
      ${link === null ? title : html`<a href=${link} target="_top">${title}</a>`}
      ${card === undefined ? nothing : html`<span class="price">${money(card.price, card.currency, this.language)}</span>`}
    </th>`;
  }
}
