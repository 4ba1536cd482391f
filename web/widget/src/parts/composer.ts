import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { PICTURE_TYPES, pictureProblem } from "../pictures";
import { en, type Texts } from "../texts/en";
import { theme } from "../theme";

const LONGEST = 2000;
const TYPING_PAUSE = 3000;

export interface Written {
  text: string;
  picture?: File;
}

/** Where the shopper writes. Fires `send` with what was written, and `typed` with true or false. */
@customElement("shopkeeper-composer")
export class Composer extends LitElement {
  @property({ attribute: false }) texts: Texts = en;
  @state() private text = "";
  @state() private picture: File | null = null;
  @state() private problem = "";
  @query("textarea") private area!: HTMLTextAreaElement;
  @query("input") private file!: HTMLInputElement;
  private typing = false;
  private pause: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    theme,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: flex-end;
        padding: 10px 12px;
        border-top: 1px solid var(--shopkeeper-line);
        background: var(--shopkeeper-surface);
      }
      textarea {
        flex: 1;
        min-width: 0;
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
        border-radius: 50%;
        width: 40px;
        height: 40px;
        flex: none;
      }
      button[type="submit"] {
        background: var(--shopkeeper-accent);
        color: var(--shopkeeper-on-accent);
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
      button[type="submit"]:dir(rtl) svg {
        transform: scaleX(-1);
      }
      .picture,
      .problem {
        flex-basis: 100%;
        display: flex;
        align-items: center;
        gap: 8px;
        margin: 0;
        font-size: 13px;
      }
      .picture span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .picture button {
        width: 28px;
        height: 28px;
      }
      .problem {
        color: var(--shopkeeper-bad);
      }
    `,
  ];

  override render(): TemplateResult {
    const { texts, picture } = this;
    return html`<form @submit=${this.submit} @paste=${this.paste}>
      ${this.problem === "" ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      ${picture === null
        ? nothing
        : html`<p class="picture">
            <span>${picture.name || texts.picture}</span>
            <button type="button" aria-label=${texts.removePicture} @click=${this.removePicture}>✕</button>
          </p>`}
      <input class="hidden" type="file" accept=${PICTURE_TYPES.join(",")} tabindex="-1" aria-hidden="true" @change=${this.chosen} />
      <button type="button" class="attach" aria-label=${texts.attach} @click=${() => this.file.click()}>${clip}</button>
      <textarea
        rows="1"
        maxlength=${LONGEST}
        dir="auto"
        aria-label=${texts.placeholder}
        placeholder=${texts.placeholder}
        .value=${this.text}
        @input=${this.input}
        @keydown=${this.key}
      ></textarea>
      <button type="submit" aria-label=${texts.send} ?disabled=${this.text.trim() === "" && picture === null}>${plane}</button>
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
    const picture = this.picture;
    if (text === "" && picture === null) return;
    this.text = "";
    this.picture = null;
    this.problem = "";
    this.setTyping(false);
    const detail: Written = picture === null ? { text } : { text, picture };
    this.dispatchEvent(new CustomEvent("send", { detail }));
  }

  private chosen(): void {
    this.attach(this.file.files?.[0]);
    this.file.value = ""; // the same file may be chosen again
  }

  private paste(event: ClipboardEvent): void {
    const file = event.clipboardData?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    this.attach(file);
  }

  private attach(file: File | undefined): void {
    if (file === undefined) return;
    const problem = pictureProblem(file);
    this.problem = problem === null ? "" : this.texts.pictureProblem[problem];
    this.picture = problem === null ? file : null;
    this.focus();
  }

  private removePicture(): void {
    this.picture = null;
    this.focus();
  }

  private setTyping(on: boolean): void {
    clearTimeout(this.pause);
    if (on) this.pause = setTimeout(() => this.setTyping(false), TYPING_PAUSE);
    if (on === this.typing) return;
    this.typing = on;
    this.dispatchEvent(new CustomEvent("typed", { detail: on }));
  }
}

const plane = html`<svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M3 20.5v-7l9-1.5-9-1.5v-7L21.5 12z" /></svg>`;
const clip = html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
  <rect x="3" y="4" width="18" height="16" rx="2.5" /><circle cx="9" cy="10" r="1.8" /><path d="M4 18l5.5-5 4 3.5 3-2.5 4 4" />
</svg>`;
