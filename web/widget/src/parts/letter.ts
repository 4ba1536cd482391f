import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { en, type Texts } from "../texts";
import { theme } from "../theme";
import { forms } from "./forms.styles";

const LONGEST = 2000;

/** Where to answer while nobody is at the desk. Fires `letter` with {email, question?}. */
@customElement("shopkeeper-letter")
export class Letter extends LitElement {
  @property({ attribute: false }) texts: Texts = en;

  static override styles = [theme, forms];

  override render(): TemplateResult {
    const { texts } = this;
    return html`<form class="framed" @submit=${this.submit}>
      <label>${texts.email}<input type="email" name="email" required maxlength="254" autocomplete="email" dir="ltr" /></label>
      <label>${texts.question}<textarea name="question" rows="3" maxlength=${LONGEST} dir="auto"></textarea></label>
      <button class="pill main">${texts.leave}</button>
    </form>`;
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const read = (name: string): string => (form.get(name) as string).trim();
    const [email, question] = [read("email"), read("question")];
    if (email === "") return;
    const detail = question === "" ? { email } : { email, question };
    this.dispatchEvent(new CustomEvent("letter", { detail, bubbles: true, composed: true }));
  }
}
