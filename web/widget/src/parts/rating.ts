import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { en, say, type Texts } from "../texts";
import { theme } from "../theme";
import { forms } from "./forms.styles";

const STARS = [1, 2, 3, 4, 5];
const LONGEST = 1000;

/** One to five stars and a comment, once a conversation has been closed. Fires `rate` with {rating, comment}. */
@customElement("shopkeeper-rating")
export class Rating extends LitElement {
  @property({ attribute: false }) texts: Texts = en;
  @state() private rating = 0;

  static override styles = [
    theme,
    forms,
    css`
      .stars {
        display: flex;
        border: 0;
        margin: 0;
        padding: 0;
      }
      .stars label {
        position: relative;
        font-size: 26px;
        line-height: 1.2;
        min-width: 44px;
        padding: 4px 8px;
        cursor: pointer;
        color: var(--shopkeeper-soft);
      }
      .stars input {
        position: absolute;
        inset: 0;
        height: 100%;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      .stars .on {
        color: var(--shopkeeper-ink);
      }
      .stars label:focus-within {
        outline: 2px solid var(--shopkeeper-ink);
        border-radius: 6px;
      }
    `,
  ];

  override render(): TemplateResult {
    const { texts } = this;
    return html`<form class="framed" @submit=${this.submit}>
      <fieldset class="stars">
        <legend>${texts.rateTitle}</legend>
        ${STARS.map(
          (star) => html`<label class=${star <= this.rating ? "on" : ""}
            ><input type="radio" name="rating" value=${star} required @change=${() => (this.rating = star)} /><span
              class="hidden"
              >${say(texts.stars, { n: star })}</span
            ><span aria-hidden="true">${star <= this.rating ? "★" : "☆"}</span></label
          >`,
        )}
      </fieldset>
      <label>${texts.rateComment}<textarea name="comment" rows="2" maxlength=${LONGEST} dir="auto"></textarea></label>
      <button class="pill main" ?disabled=${this.rating === 0}>${texts.rate}</button>
    </form>`;
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.rating === 0) return;
    const comment = new FormData(event.target as HTMLFormElement).get("comment");
    const detail = { rating: this.rating, comment: typeof comment === "string" ? comment.trim() : "" };
    this.dispatchEvent(new CustomEvent("rate", { detail, bubbles: true, composed: true }));
  }
}
