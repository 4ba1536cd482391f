import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { money, safeLink } from "../../../widget/src/links";
import { drawnSize } from "../../../widget/src/pictures";
import type { Attachment, Card } from "../../../widget/src/types";
import { theme } from "../theme";
import type { Shown } from "../thread";
import { clock, full } from "../time";
import type { Understood } from "../types";

const UNSURE = 0.6;

/** One message with what it showed, and what the bot made of it. Fires `retry` and `drop` for one that was not sent. */
@customElement("desk-bubble")
export class Bubble extends LitElement {
  @property({ attribute: false }) message!: Shown;
  @property() shopper = "Shopper";

  static override styles = [
    theme,
    css`
      :host {
        display: block;
        margin: 0 0 12px;
      }
      .who {
        margin: 0 4px 2px;
        font-size: 12.5px;
        color: var(--soft);
      }
      .row {
        display: flex;
        flex-direction: column;
        align-items: flex-start;
      }
      .agent,
      .bot {
        align-items: flex-end;
      }
      .text {
        max-width: min(82%, 560px);
        padding: 8px 13px;
        border: 1px solid var(--line);
        border-radius: 14px;
        border-end-start-radius: 4px;
        background: var(--surface);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .bot .text {
        border-radius: 14px;
        border-end-end-radius: 4px;
        background: var(--raised);
      }
      .agent .text {
        border-radius: 14px;
        border-end-end-radius: 4px;
        border-color: transparent;
        background: var(--accent);
        color: var(--on-accent);
      }
      .sending .text {
        opacity: 0.65;
      }
      .system {
        align-items: center;
      }
      .system .text {
        padding: 2px 12px;
        border: 0;
        background: none;
        color: var(--soft);
        font-size: 13px;
        text-align: center;
      }
      .under {
        display: flex;
        flex-wrap: wrap;
        gap: 5px;
        margin: 4px 4px 0;
        font-size: 12.5px;
        color: var(--soft);
      }
      .cards {
        display: flex;
        gap: 8px;
        max-width: 100%;
        margin-top: 6px;
        padding-bottom: 4px;
        overflow-x: auto;
      }
      .card {
        display: grid;
        grid-template-columns: 52px 1fr;
        gap: 2px 10px;
        flex: 0 0 226px;
        padding: 7px;
        border: 1px solid var(--line);
        border-radius: 11px;
        background: var(--surface);
        font-size: 13px;
        line-height: 1.35;
      }
      .card img,
      .blank {
        grid-row: span 3;
        width: 52px;
        height: 52px;
        object-fit: contain;
        border-radius: 7px;
        background: #f4f1ea;
      }
      .picture {
        max-width: 240px;
        max-height: 240px;
        height: auto;
        margin-top: 4px;
        border: 1px solid var(--line);
        border-radius: 12px;
      }
      .extra {
        margin-top: 6px;
        padding: 7px 11px;
        border: 1px dashed var(--line);
        border-radius: 10px;
        font-size: 13px;
      }
      .failed {
        color: var(--bad);
      }
      .failed button {
        text-decoration: underline;
      }
    `,
  ];

  override render(): TemplateResult {
    const { message } = this;
    return html`<div class="row ${message.author} ${message.state ?? ""}">
      ${message.author === "system"
        ? nothing
        : html`<p class="who">${this.speaker()} · <time datetime=${message.created_at} title=${full(message.created_at)}>${clock(message.created_at)}</time></p>`}
      ${message.text === "" ? nothing : html`<p class="text" dir="auto">${message.text}</p>`} ${this.picture()}
      ${message.cards.length === 0
        ? nothing
        : html`<ul class="cards" aria-label="Products shown" tabindex="0">
            ${message.cards.map(card)}
          </ul>`}
      ${this.extras()} ${message.understood ? this.understood(message.understood) : nothing}
      ${message.state === "failed"
        ? html`<p class="under failed" role="alert">
            Not sent. <button @click=${() => this.fire("retry")}>Try again</button> <button @click=${() => this.fire("drop")}>Drop it</button>
          </p>`
        : nothing}
    </div>`;
  }

  private speaker(): string {
    const { author, data } = this.message;
    if (author === "shopper") return this.shopper;
    if (author === "bot") return "Bot";
    return (data?.["agent"] as { name?: string } | undefined)?.name ?? "You";
  }

  private picture(): TemplateResult | typeof nothing {
    const attachment = this.message.data?.["attachment"] as Partial<Attachment> | undefined;
    const link = safeLink(attachment?.url, location.origin);
    if (link === null) return nothing;
    const size = drawnSize(attachment ?? {});
    const whose = this.message.author === "shopper" ? "Picture from the shopper" : "Picture from the desk";
    return html`<a href=${link} target="_blank" rel="noopener"
      ><img class="picture" src=${link} alt="${whose}, opens in full" width=${size?.width ?? nothing} height=${size?.height ?? nothing}
    /></a>`;
  }

  /** An order, a comparison, sources, offered replies: each in a line, since the shopper has the whole. */
  private extras(): TemplateResult {
    const { data, sources, quick_replies } = this.message;
    const order = data?.["order"] as { number?: string; status?: string } | undefined;
    const compared = (data?.["compare"] as { items?: { title: string }[] } | undefined)?.items;
    return html`${order?.number === undefined ? nothing : html`<p class="extra">Order ${order.number} · ${words(order.status ?? "")}</p>`}
    ${compared === undefined ? nothing : html`<p class="extra">Compared: ${compared.map(({ title }) => title).join(" · ")}</p>`}
    ${sources.length === 0 ? nothing : html`<p class="under">From: ${sources.map(({ title }) => title).join(", ")}</p>`}
    ${quick_replies.length === 0 ? nothing : html`<p class="under">Offered: ${quick_replies.map(({ title }) => title).join(" · ")}</p>`}`;
  }

  /** In words: how sure the bot was matters to an agent, the number behind it does not. */
  private understood({ intent, confidence, entities }: Understood): TemplateResult {
    const lost = intent === "nlu_fallback";
    const unsure = lost || confidence < UNSURE;
    const sense = words(intent.replace(/^tap_|^choose$/, ""));
    return html`<p class="under">
      <span class="tag ${unsure ? "wait" : "quiet"}" title="${Math.round(confidence * 100)} of 100 sure"
        >${lost ? "the bot did not understand" : `${unsure ? "perhaps" : "understood"}: ${sense}`}</span
      >
      ${Object.entries(entities).map(([name, value]) => html`<span class="tag quiet">${words(name)}: ${String(value)}</span>`)}
    </p>`;
  }

  private fire(name: "retry" | "drop"): void {
    this.dispatchEvent(new CustomEvent(name, { detail: this.message, bubbles: true, composed: true }));
  }
}

function card({ title, price, currency, image, in_stock, reasons }: Card): TemplateResult {
  const address = safeLink(image, location.origin);
  return html`<li class="card">
    ${address === null ? html`<span class="blank"></span>` : html`<img src=${address} alt="" loading="lazy" />`}
    <strong>${title}</strong>
    <span>${money(price, currency, "en")} ${in_stock ? nothing : html`<span class="failed">sold out</span>`}</span>
    <span class="soft small">${reasons.join(" · ")}</span>
  </li>`;
}

function words(name: string): string {
  return name.replaceAll("_", " ");
}
