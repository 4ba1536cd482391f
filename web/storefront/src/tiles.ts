import { html, nothing, type TemplateResult } from "lit";
import { money, safeLink } from "../../widget/src/links";
import type { Item } from "./shop";

/** One item of a shelf. `early`: it is seen at once, so that its picture is fetched first. */
export function tile(item: Item, { reasons, early = false }: { reasons?: string[]; early?: boolean } = {}): TemplateResult {
  return html`<li data-item=${item.id}>
    <a href="#/item/${encodeURIComponent(item.id)}">
      ${image(item.image, early)}
      <span class="title">${item.title}</span>
    </a>
    ${price(item)} ${reasons === undefined ? nothing : html`<span class="reason">${reasons[0] ?? ""}</span>`}
  </li>`;
}

/** Tiles that keep the place of those that are on their way. */
export function blanks(count: number, reasons = false): TemplateResult[] {
  return Array.from(
    { length: count },
    () => html`<li aria-hidden="true"><span class="blank"></span><span class="title"></span><span class="price"></span>${reasons ? html`<span class="reason"></span>` : nothing}</li>`,
  );
}

export function image(address: string | null, early = false): TemplateResult {
  const source = safeLink(address, location.origin);
  if (source === null) return html`<span class="blank"></span>`;
  return html`<img src=${source} alt="" width="400" height="300" loading=${early ? "eager" : "lazy"} fetchpriority=${early ? "high" : "auto"} />`;
}

export function price(item: Item): TemplateResult {
  return html`<span class="price">
    ${money(item.price, item.currency, "en")}
    ${item.list_price === null || item.list_price === item.price ? nothing : html`<s>${money(item.list_price, item.currency, "en")}</s>`}
    ${item.stock > 0 ? nothing : html`<em>sold out</em>`}
  </span>`;
}
