import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { icons } from "../icons";
import { PICTURE_TYPES, pictureProblem, previewOf } from "../pictures";
import { en, type Texts } from "../texts";
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
        gap: 4px;
        align-items: flex-end;
        padding: 8px;
        border-top: 1px solid var(--shopkeeper-line);
        background: var(--shopkeeper-surface);
      }
      textarea {
        flex: 1;
        min-width: 0;
        resize: none;
        font: inherit;
        font-size: 16px; /* smaller ones are zoomed into on phones */
        color: inherit;
        background: var(--shopkeeper-page);
        border: 1px solid var(--shopkeeper-line);
        border-radius: 22px;
        padding: 9px 14px;
        max-height: 120px;
        field-sizing: content;
      }
      button {
        border-radius: 50%;
        width: 44px;
        height: 44px;
        flex: none;
      }
      button[type="submit"] {
        background: var(--shopkeeper-accent);
        color: var(--shopkeeper-on-accent);
      }
      textarea:focus-visible {
        outline-offset: -1px;
      }
      img {
        width: 48px;
        height: 48px;
        object-fit: cover;
        border-radius: 8px;
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
            <img src=${previewOf(picture)} alt="" />
            <span>${picture.name || texts.picture}</span>
            <button type="button" aria-label=${texts.removePicture} @click=${this.removePicture}>${icons.cross}</button>
          </p>`}
      <input class="hidden" type="file" accept=${PICTURE_TYPES.join(",")} tabindex="-1" aria-hidden="true" @change=${this.chosen} />
      <button type="button" class="attach" aria-label=${texts.attach} @click=${() => this.file.click()}>${icons.picture}</button>
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
      <button type="submit" aria-label=${texts.send} ?disabled=${this.text.trim() === "" && picture === null}>${icons.send}</button>
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
    this.problem = problem === null ? "" : this.texts[problem];
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
