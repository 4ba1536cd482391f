import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Shown } from "../conversation";
import { pieces, safeLink } from "../links";
import { en, type Texts } from "../texts/en";
import { theme } from "../theme";
import type { Attachment } from "../types";
import "./cards";
import "./compare";
import "./letter";
import "./order";
import "./rating";

/** One message with all that it carries. Fires `reply` (a quick reply), `retry` (its id), and what its parts fire. */
@customElement("shopkeeper-bubble")
export class Bubble extends LitElement {
  @property({ attribute: false }) message!: Shown;
  @property({ attribute: false }) texts: Texts = en;
  @property() server = "";
  @property() language = "en";
  /** Nothing was said after it, so that its quick replies are on offer. */
  @property({ type: Boolean }) last = false;
  /** Nobody but the shopper said anything after it, so that what it asks for still stands. */
  @property({ type: Boolean }) asks = false;

  static override styles = [
    theme,
    css`
      :host {
        display: block;
        margin: 0 0 10px;
      }
      .row {
        display: flex;
      }
      .shopper {
        justify-content: flex-end;
      }
      .text {
        max-width: 84%;
        padding: 9px 13px;
        border-radius: var(--shopkeeper-radius);
        background: var(--shopkeeper-surface);
        border: 1px solid var(--shopkeeper-line);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .text a {
        color: inherit;
      }
      .text a.pill {
        display: inline-block;
        margin-block-start: 4px;
        color: var(--shopkeeper-accent);
        text-decoration: none;
      }
      .text a.pill:hover {
        color: var(--shopkeeper-on-accent);
      }
      .shopper .text {
        background: var(--shopkeeper-accent);
        color: var(--shopkeeper-on-accent);
        border-color: transparent;
        border-end-end-radius: 4px;
      }
      .bot .text,
      .agent .text {
        border-end-start-radius: 4px;
      }
      .system .text {
        margin: 0 auto;
        border: 0;
        background: none;
        color: var(--shopkeeper-soft);
        font-size: 13px;
        text-align: center;
      }
      .who {
        font-size: 12px;
        color: var(--shopkeeper-soft);
        margin-block: 0 2px;
        margin-inline: 4px 0;
      }
      .picture {
        display: block;
        max-width: min(240px, 84%);
        max-height: 240px;
        border-radius: 12px;
        border: 1px solid var(--shopkeeper-line);
        margin-block-end: 4px;
      }
      .shopper.picture {
        margin-inline-start: auto;
      }
      .sending .text,
      .waiting .text {
        opacity: 0.7;
      }
      p.waiting {
        color: var(--shopkeeper-soft);
        font-size: 13px;
        text-align: end;
        margin: 3px 4px 0;
      }
      .failed {
        color: var(--shopkeeper-bad);
        font-size: 13px;
        text-align: end;
        width: 100%;
      }
      .sources {
        font-size: 12.5px;
        color: var(--shopkeeper-soft);
        margin: 3px 4px 0;
      }
      .replies {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-top: 8px;
      }
      shopkeeper-cards,
      shopkeeper-compare,
      shopkeeper-order {
        margin-top: 8px;
      }
    `,
  ];

  override render(): TemplateResult {
    const { message, texts } = this;
    const name = message.author === "agent" ? agentName(message) : undefined;
    return html`
      ${name === undefined ? nothing : html`<p class="who">${name}</p>`}
      ${this.picture()}
      ${message.text === ""
        ? nothing
        : html`<div class="row ${message.author} ${message.state ?? ""}">
            <div class="text" dir="auto"><span class="hidden">${this.speaker()}: </span>${this.words()}</div>
          </div>`}
      ${message.state === "waiting" ? html`<p class="waiting" role="status">${texts.busy}</p>` : nothing}
      ${message.state === "failed"
        ? html`<button class="failed" @click=${() => this.fire("retry", message.id)}>${texts.failed}</button>`
        : nothing}
      ${message.sources.length === 0
        ? nothing
        : html`<p class="sources">${texts.sources}${message.sources.map((source) => source.title).join(", ")}</p>`}
      ${message.cards.length === 0
        ? nothing
        : html`<shopkeeper-cards
            .cards=${message.cards}
            .texts=${texts}
            server=${this.server}
            language=${this.language}
          ></shopkeeper-cards>`}
      ${message.data?.["compare"] === undefined
        ? nothing
        : html`<shopkeeper-compare .table=${message.data["compare"]} .texts=${texts}></shopkeeper-compare>`}
      ${message.data?.["order"] === undefined
        ? nothing
        : html`<shopkeeper-order .order=${message.data["order"]} .texts=${texts} language=${this.language}></shopkeeper-order>`}
      ${this.asks && message.data?.["rate"] === true ? html`<shopkeeper-rating .texts=${texts}></shopkeeper-rating>` : nothing}
      ${this.asks && message.data?.["ask_email"] === true ? html`<shopkeeper-letter .texts=${texts}></shopkeeper-letter>` : nothing}
      ${this.last && message.quick_replies.length > 0
        ? html`<div class="replies">
            ${message.quick_replies.map(
              (reply) => html`<button class="pill" @click=${() => this.fire("reply", reply)}>${reply.title}</button>`,
            )}
          </div>`
        : nothing}
    `;
  }

  /** What was said; addresses in it can be followed, and the one where the cart is paid is a button. */
  private words(): string | (string | TemplateResult)[] {
    const { message, texts } = this;
    if (message.author === "shopper") return message.text;
    const checkout = (message.data?.["checkout"] as { url?: string } | undefined)?.url;
    return pieces(message.text).map(({ text, link }) => {
      if (link === null) return text;
      const pays = text === checkout;
      return html`<a class=${pays ? "pill" : ""} href=${link} target="_blank" rel="noopener">${pays ? texts.checkout : text}</a>`;
    });
  }

  private picture(): TemplateResult | typeof nothing {
    const { message, texts } = this;
    const attachment = message.data?.["attachment"] as Partial<Attachment> | undefined;
    const link = attachment === undefined ? null : safeLink(attachment.url, this.server);
    if (link !== null) return html`<img class="picture ${message.author}" src=${link} alt=${texts.picture} />`;
    if (message.picture === undefined) return nothing;
    return html`<div class="row ${message.author} ${message.state ?? ""}"><div class="text">${message.picture.name || texts.picture}</div></div>`;
  }

  private speaker(): string {
    const { message, texts } = this;
    if (message.author === "shopper") return texts.you;
    return agentName(message) ?? texts.bot;
  }

  private fire(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function agentName(message: Shown): string | undefined {
  return (message.data?.["agent"] as { name?: string } | undefined)?.name;
}
