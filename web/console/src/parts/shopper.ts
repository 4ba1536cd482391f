import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { money } from "../../../widget/src/links";
import { Follow } from "../follow";
import { icon } from "../icons";
import { theme } from "../theme";
import type { Thread } from "../thread";
import { ago, day, full } from "../time";
import type { Change, Order, Profile, Shopper, ShopperEvent, Taste } from "../types";
import { shopperStyles } from "./shopper.styles";

const TASTES = 7;
const EVENTS = 12;
const DONE: Record<string, string> = {
  view: "looked at",
  search: "searched for",
  cart: "put into the cart",
  purchase: "bought",
  rating: "rated",
  dismiss: "put aside",
};

/** Who the shopper is: profile and why we think so, cart, orders, what was done lately, and who had the conversation. Fires `closed`. */
@customElement("desk-shopper")
export class ShopperPanel extends LitElement {
  @property({ attribute: false }) thread!: Thread;

  static override styles = [theme, shopperStyles];

  constructor() {
    super();
    new Follow(this, () => this.thread);
  }

  override render(): TemplateResult {
    const { shopper, slots, changes } = this.thread;
    return html`<header>
        <h2>The shopper</h2>
        <button aria-label="Hide the shopper" @click=${() => this.dispatchEvent(new Event("closed"))}>${icon("cross")}</button>
      </header>
      <div class="body" tabindex="0" role="region" aria-label="The shopper">
        ${shopper === null ? html`<p class="soft">Reading…</p>` : this.known(shopper)} ${details("What the bot holds", slotList(slots))}
        ${details("Who had it", changeList(changes))}
      </div>`;
  }

  private known(shopper: Shopper): TemplateResult {
    return html`<section>
        <p class="name">${shopper.name ?? (shopper.known ? "A customer" : "A guest")}</p>
        <p class="soft">${shopper.email ?? "no e-mail address known"}</p>
      </section>
      ${section("Profile", profile(shopper.profile))} ${section("Cart", cart(shopper))} ${section("Orders", orders(shopper.orders))}
      ${section("Lately", events(shopper.events))}`;
  }
}

function section(title: string, content: TemplateResult): TemplateResult {
  return html`<section>
    <h3>${title}</h3>
    ${content}
  </section>`;
}

function details(title: string, content: TemplateResult): TemplateResult {
  return html`<details>
    <summary>${title}</summary>
    ${content}
  </details>`;
}

function profile({ tastes, price_low: low, price_high: high, sizes }: Profile): TemplateResult {
  const strongest = [...tastes].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, TASTES);
  if (strongest.length === 0 && low === null && sizes.length === 0) return html`<p class="soft">Nothing is known yet.</p>`;
  return html`${low === null || high === null ? nothing : html`<p>Looks at prices from ${whole(low)} to ${whole(high)}</p>`}
    ${sizes.length === 0 ? nothing : html`<p>Sizes: ${sizes.join(", ")}</p>`}
    <ul class="tastes">
      ${strongest.map(
        (taste) => html`<li>
          <span class="tag ${taste.weight < 0 ? "bad" : ""}">${taste.weight < 0 ? "not " : ""}${taste.text}</span>
          <span class="soft small" title=${because(taste)}>${because(taste)}</span>
        </li>`,
      )}
    </ul>`;
}

/** Where we know a taste from, in words. */
function because({ source, evidence, kind }: Taste): string {
  if (source === "chat") return "said so in the chat";
  if (source === "shopper") return "set it in the profile";
  return evidence.length === 0 ? kind : `since: ${evidence.join(", ")}`;
}

function cart({ cart: { lines, total, currency } }: Shopper): TemplateResult {
  if (lines.length === 0) return html`<p class="soft">Empty.</p>`;
  return html`<ul>
      ${lines.map(({ title, quantity }) => html`<li>${quantity} × ${title}</li>`)}
    </ul>
    <p><strong>${money(total, currency, "en")}</strong></p>`;
}

function orders(found: Order[]): TemplateResult {
  if (found.length === 0) return html`<p class="soft">None.</p>`;
  return html`<ul class="orders">
    ${found.map(
      (order) => html`<li>
        <details>
          <summary>
            <span>${order.number}</span> <span class="tag quiet">${order.status.replaceAll("_", " ")}</span>
            <span class="soft small">${day(order.placed_at)} · ${money(Number(order.total), order.currency, "en")}</span>
          </summary>
          <ul>
            ${order.lines.map(({ title, quantity }) => html`<li>${quantity} × ${title}</li>`)}
          </ul>
          ${order.carrier === null ? nothing : html`<p class="soft">${order.carrier} ${order.tracking ?? ""}</p>`}
          ${order.expected_at === null ? nothing : html`<p class="soft">expected ${day(order.expected_at)}</p>`}
        </details>
      </li>`,
    )}
  </ul>`;
}

function events(found: ShopperEvent[]): TemplateResult {
  if (found.length === 0) return html`<p class="soft">Nothing seen, or the shopper did not agree to be remembered.</p>`;
  return html`<ul class="events">
    ${found.slice(0, EVENTS).map(
      ({ type, title, item_id: item, query, ts }) => html`<li>
        <span>${DONE[type] ?? type} ${query === null ? (title ?? item ?? "") : `“${query}”`}</span>
        <time class="soft small" datetime=${ts} title=${full(ts)}>${ago(ts)}</time>
      </li>`,
    )}
  </ul>`;
}

function slotList(slots: Record<string, unknown>): TemplateResult {
  const filled = Object.entries(slots).filter(([name, value]) => value !== null && !name.startsWith("session_"));
  if (filled.length === 0) return html`<p class="soft">Nothing.</p>`;
  return html`<dl>
    ${filled.map(([name, value]) => html`<dt>${name.replaceAll("_", " ")}</dt>
        <dd>${typeof value === "string" ? value : JSON.stringify(value)}</dd>`)}
  </dl>`;
}

function changeList(changes: Change[]): TemplateResult {
  if (changes.length === 0) return html`<p class="soft">The bot, all the time.</p>`;
  return html`<ul class="events">
    ${changes.toReversed().map(
      ({ owner, who, why, at }) => html`<li>
        <span><strong>${owner}</strong>: ${who}, ${why}</span>
        <time class="soft small" datetime=${at} title=${full(at)}>${ago(at)}</time>
      </li>`,
    )}
  </ul>`;
}

function whole(price: string): string {
  return String(Math.round(Number(price)));
}
