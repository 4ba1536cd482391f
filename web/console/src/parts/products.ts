import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { money, safeLink } from "../../../widget/src/links";
import type { Api } from "../api";
import { theme } from "../theme";
import type { Item } from "../types";
import "./dialog";

const PAUSE = 250; // milliseconds after the last key

/** Search the shelf for a product to send. Fires `closed`, and `picked` with the item. */
@customElement("desk-products")
export class Products extends LitElement {
  @property({ attribute: false }) api!: Api;
  @state() private found: Item[] | null = null;
  @state() private asked = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    theme,
    css`
      ul {
        display: grid;
        gap: 4px;
        margin-top: 12px;
        max-height: min(420px, 60dvh);
        overflow-y: auto;
      }
      li button {
        display: grid;
        grid-template-columns: 56px 1fr auto;
        gap: 12px;
        align-items: center;
        width: 100%;
        padding: 6px;
        border-radius: 10px;
        text-align: start;
      }
      li button:hover {
        background: var(--accent-soft);
      }
      img,
      .blank {
        width: 56px;
        height: 46px;
        object-fit: contain;
        border-radius: 7px;
        background: #f4f1ea;
      }
      .price {
        text-align: end;
        font-weight: 600;
      }
      .out {
        display: block;
        color: var(--bad);
        font-weight: 400;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<desk-dialog heading="Send a product">
      <input type="search" aria-label="Search the shop" placeholder="Search as a shopper would: red tent under 300" autofocus @input=${this.type} />
      <div role="status" class="hidden">${this.found === null ? "" : `${this.found.length} products found`}</div>
      ${this.found === null ? nothing : this.results(this.found)}
    </desk-dialog>`;
  }

  private results(found: Item[]): TemplateResult {
    if (found.length === 0) return html`<p class="soft">Nothing found for “${this.asked}”.</p>`;
    return html`<ul>
      ${found.map((item) => {
        const image = safeLink(item.image, location.origin);
        return html`<li>
          <button @click=${() => this.dispatchEvent(new CustomEvent("picked", { detail: item }))}>
            ${image === null ? html`<span class="blank"></span>` : html`<img src=${image} alt="" loading="lazy" />`}
            <span><span class="title">${item.title}</span><br /><span class="soft small">${item.category ?? ""}</span></span>
            <span class="price"
              >${money(item.price, item.currency, "en")}
              <span class="small ${item.stock > 0 ? "soft" : "out"}">${item.stock > 0 ? `${item.stock} in stock` : "sold out"}</span></span
            >
          </button>
        </li>`;
      })}
    </ul>`;
  }

  private type(event: Event): void {
    clearTimeout(this.timer);
    const query = (event.target as HTMLInputElement).value.trim();
    this.timer = setTimeout(() => void this.search(query), PAUSE);
  }

  private async search(query: string): Promise<void> {
    this.asked = query;
    if (query === "") {
      this.found = null;
      return;
    }
    const found = await this.api.items(query).catch(() => []);
    if (this.asked === query) this.found = found; // not an older answer that came late
  }
}
