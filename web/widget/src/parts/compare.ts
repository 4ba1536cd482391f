import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { en, type Texts } from "../texts/en";
import { theme } from "../theme";

export interface CompareTable {
  items: { item_id: string; title: string }[];
  rows: { name: string; values: string[] }[];
}

/** Two or three items side by side, a fact a row. */
@customElement("shopkeeper-compare")
export class Compare extends LitElement {
  @property({ attribute: false }) table: CompareTable | null = null;
  @property({ attribute: false }) texts: Texts = en;

  static override styles = [
    theme,
    css`
      :host {
        display: block;
      }
      div {
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
        width: 100%;
        font-size: 13px;
        background: var(--shopkeeper-surface);
      }
      th,
      td {
        border: 1px solid var(--shopkeeper-line);
        padding: 5px 8px;
        text-align: start;
        vertical-align: top;
      }
      tbody th {
        font-weight: 500;
        color: var(--shopkeeper-soft);
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const { table } = this;
    if (table === null || !Array.isArray(table.items) || !Array.isArray(table.rows)) return nothing;
    return html`<div role="region" aria-label=${this.texts.compare} tabindex="0"><table>
      <thead>
        <tr>
          <td></td>
          ${table.items.map((item) => html`<th scope="col">${item.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${table.rows.map(
          (row) => html`<tr>
            <th scope="row">${row.name}</th>
            ${row.values.map((value) => html`<td>${value}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table></div>`;
  }
}
