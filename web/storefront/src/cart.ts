import { html, nothing, type TemplateResult } from "lit";
import { money } from "../../widget/src/links";
import type { CartView } from "../../widget/src/types";
import { image } from "./tiles";

type Line = CartView["lines"][number];

export interface CartDeeds {
  change: (line: Line, quantity: number) => void;
  buy: () => void;
}

/** What is in the cart, with quantities; at the checkout with the button that buys. */
export function cartPage(cart: CartView | null, paying: boolean, deeds: CartDeeds): TemplateResult {
  const title = paying ? "Checkout" : "Cart";
  if (cart === null) return html`<h1>${title}</h1>`;
  if (cart.lines.length === 0) return html`<h1>${title}</h1><p>Nothing in it yet.</p><p><a class="button" href="#/">To the shelf</a></p>`;
  const amount = (value: number | string): string => money(Number(value), cart.currency, "en");
  return html`<h1>${title}</h1>
    <div class="basket">
      <ul class="lines">
        ${cart.lines.map((line) => lineOf(line, amount(line.price), paying ? null : deeds.change))}
      </ul>
      <section class="sums" aria-label="Sums">
        <dl>
          ${Number(cart.discount) === 0 ? nothing : html`<dt>Discount</dt><dd>−${amount(cart.discount)}</dd>`}
          <dt>Delivery</dt><dd>${Number(cart.shipping) === 0 ? "free" : amount(cart.shipping)}</dd>
          <dt><b>Total</b></dt><dd><b>${amount(cart.total)}</b></dd>
        </dl>
        ${paying
          ? html`<p class="soft">To Harbour Street 1, 20457 Hamburg, or the address that the shop knows of you.</p>
              <button class="buy" @click=${deeds.buy}>Buy (demo, nothing is charged)</button>`
          : html`<a class="button buy" href="#/checkout">Check out</a>`}
      </section>
    </div>`;
}

function lineOf(line: Line, sum: string, change: CartDeeds["change"] | null): TemplateResult {
  const options = Object.values(line.options).join(", ");
  return html`<li>
    <a class="thumb" href="#/item/${encodeURIComponent(line.item_id)}" tabindex="-1" aria-hidden="true">${image(line.image ?? null)}</a>
    <span
      ><a href="#/item/${encodeURIComponent(line.item_id)}">${line.title}</a>${options === "" ? nothing : html`<br /><span class="soft">${options}</span>`}</span
    >
    <span class="count">
      ${change === null
        ? html`× ${line.quantity}`
        : html`<button aria-label=${line.quantity === 1 ? `Take out ${line.title}` : `One fewer of ${line.title}`} @click=${() => change(line, line.quantity - 1)}>−</button>
            <span>× ${line.quantity}</span>
            <button aria-label="One more of ${line.title}" @click=${() => change(line, line.quantity + 1)}>+</button>`}
    </span>
    <span class="sum">${sum}</span>
  </li>`;
}
