import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { icons } from "../icons";
import { en, type Texts } from "../texts";
import { theme } from "../theme";

export type MenuDeed = "person" | "sound" | "remember" | "download" | "erase";

/** What is seldom needed, behind three dots. Fires `chosen` with a {@link MenuDeed}. */
@customElement("shopkeeper-menu")
export class Menu extends LitElement {
  @property({ attribute: false }) texts: Texts = en;
  @property({ type: Boolean }) sound = true;
  @property({ type: Boolean }) remembers = false;
  /** Whether a person has the conversation, or is called. */
  @property({ type: Boolean }) person = false;
  @property() policy: string | null = null;
  @state() private open = false;
  @state() private sure = false;
  @query(".dots") private dots!: HTMLButtonElement;
  @query(".list") private list!: HTMLElement | null;

  static override styles = [
    theme,
    css`
      :host {
        position: relative;
      }
      .dots {
        width: 44px;
        height: 44px;
        border-radius: 50%;
      }
      .dots:focus-visible {
        outline-color: var(--shopkeeper-on-accent);
        outline-offset: -4px;
      }
      .list {
        position: absolute;
        inset-block-start: 46px;
        inset-inline-end: 0;
        z-index: 2;
        display: grid;
        min-width: 236px;
        padding: 6px;
        border: 1px solid var(--shopkeeper-line);
        border-radius: 12px;
        background: var(--shopkeeper-surface);
        color: var(--shopkeeper-text);
        box-shadow: 0 8px 28px rgb(0 0 0 / 0.24);
        font-size: 14.5px;
      }
      .list:focus {
        outline: 0;
      }
      .list > * {
        display: flex;
        align-items: center;
        gap: 10px;
        min-height: 44px;
        padding: 4px 10px;
        border-radius: 8px;
        text-align: start;
        color: inherit;
        text-decoration: none;
      }
      .list > [role]::before {
        content: "";
        width: 16px;
      }
      .list > [aria-checked="true"]::before {
        content: "✓";
      }
      .list > p {
        display: block;
        margin: 0;
        color: var(--shopkeeper-bad);
      }
      .list > :focus-visible {
        outline-color: var(--shopkeeper-ink);
        outline-offset: -2px;
      }
      @media (hover: hover) {
        .list > [role]:hover {
          background: var(--shopkeeper-page);
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("pointerdown", this.outside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.outside);
  }

  override render(): TemplateResult {
    const { texts } = this;
    return html`<button class="dots" aria-label=${texts.menu} aria-haspopup="menu" aria-expanded=${this.open} @click=${this.flip}>${icons.dots}</button>
      ${this.open ? html`<div class="list" role="menu" tabindex="-1" aria-label=${texts.menu} @keydown=${this.key}>${this.items()}</div>` : nothing}`;
  }

  private items(): TemplateResult {
    const { texts } = this;
    return html`${this.item("person", this.person ? texts.backToBot : texts.person)}
    ${this.item("sound", texts.sound, this.sound)} ${this.item("remember", texts.remember, this.remembers)}
    ${this.item("download", texts.download)}
    ${this.policy === null
      ? nothing
      : html`<a role="menuitem" tabindex="-1" href=${this.policy} target="_blank" rel="noopener">${texts.policy}</a>`}
    ${this.sure
      ? html`<p>${texts.eraseSure}</p>
          ${this.item("erase", texts.eraseYes)}`
      : html`<button role="menuitem" tabindex="-1" @click=${this.doubt}>${texts.erase}</button>`}`;
  }

  private item(deed: MenuDeed, label: string, checked?: boolean): TemplateResult {
    return html`<button
      role=${checked === undefined ? "menuitem" : "menuitemcheckbox"}
      aria-checked=${checked ?? nothing}
      tabindex="-1"
      @click=${() => this.choose(deed, checked !== undefined)}
    >
      ${label}
    </button>`;
  }

  private doubt(): void {
    this.sure = true;
    this.list?.focus(); // the button that had it goes, and a key still held down must not say yes
  }

  private choose(deed: MenuDeed, stays: boolean): void {
    if (!stays) this.close();
    this.dispatchEvent(new CustomEvent("chosen", { detail: deed }));
  }

  private flip(): void {
    this.sure = false;
    this.open = !this.open;
    if (this.open) void this.updateComplete.then(() => this.step(0));
  }

  private close(): void {
    this.open = false;
    this.dots.focus();
  }

  /** Arrows go round, Escape and Tab leave. */
  private key(event: KeyboardEvent): void {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : null;
    if (by !== null) this.step(by);
    else if (event.key === "Escape" || event.key === "Tab") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private step(by: number): void {
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>(".list > [role]")];
    const at = items.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    items[(Math.max(at, 0) + by + items.length) % items.length]?.focus();
  }

  private readonly outside = (event: Event): void => {
    if (this.open && !event.composedPath().includes(this)) this.open = false;
  };
}
