import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { en, type Texts } from "../texts/en";
import { theme } from "../theme";

const LONGEST = 2000;
const TYPING_PAUSE = 3000;

/** Where the shopper writes. Fires `send` with the text, and `typed` with true or false. */
@customElement("shopkeeper-composer")
export class Composer extends LitElement {
  @property({ attribute: false }) texts: Texts = en;
  @state() private text = "";
  @query("textarea") private area!: HTMLTextAreaElement;
  private typing = false;
  private pause: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    theme,
    css`
      form {
        display: flex;
        gap: 8px;
        align-items: flex-end;
        padding: 10px 12px;
        border-top: 1px solid var(--shopkeeper-line);
        background: var(--shopkeeper-surface);
      }
      textarea {
        flex: 1;
        resize: none;
        font: inherit;
        color: inherit;
        background: var(--shopkeeper-page);
        border: 1px solid var(--shopkeeper-line);
        border-radius: 14px;
        padding: 8px 12px;
        max-height: 120px;
        field-sizing: content;
      }
      button {
        background: var(--shopkeeper-accent);
        color: var(--shopkeeper-on-accent);
        border-radius: 50%;
        width: 40px;
        height: 40px;
        flex: none;
      }
      button[disabled] {
        opacity: 0.45;
        cursor: default;
      }
      svg {
        width: 18px;
        height: 18px;
        vertical-align: middle;
      }
      :host([dir="rtl"]) svg {
        transform: scaleX(-1);
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<form @submit=${this.submit}>
      <textarea
        rows="1"
        maxlength=${LONGEST}
        dir="auto"
        aria-label=${this.texts.placeholder}
        placeholder=${this.texts.placeholder}
        .value=${this.text}
        @input=${this.input}
        @keydown=${this.key}
      ></textarea>
      <button type="submit" aria-label=${this.texts.send} ?disabled=${this.text.trim() === ""}>
        <svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M3 20.5v-7l9-1.5-9-1.5v-7L21.5 12z" /></svg>
      </button>
    </form>`;
  }

  override focus(): void {
    this.area.focus();
  }

  private input(): void {
    this.text = this.area.value;
    this.setTyping(this.text !== "");
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit(event);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const text = this.text.trim();
    if (text === "") return;
    this.text = "";
    this.setTyping(false);
    this.dispatchEvent(new CustomEvent("send", { detail: text }));
  }

  private setTyping(on: boolean): void {
    clearTimeout(this.pause);
    if (on) this.pause = setTimeout(() => this.setTyping(false), TYPING_PAUSE);
    if (on === this.typing) return;
    this.typing = on;
    this.dispatchEvent(new CustomEvent("typed", { detail: on }));
  }
}
