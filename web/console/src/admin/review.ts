import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { hashOf } from "../router";
import { pageStyles, theme } from "../theme";
import { fieldsOf, Page } from "./page";
import { adminStyles } from "./styles";

export interface Doubt {
  id: string;
  conversation_id: string;
  text: string;
  intent: string;
  confidence: number;
  why: "fallback" | "unsure" | "apology";
  created_at: string;
}

const WHY = { fallback: "Not understood", unsure: "Unsure", apology: "No answer" };
const FALLBACKS = ["nlu_fallback", "out_of_scope"];

/** What the bot failed at or was unsure of: one click files a message as an example, in Rasa's own YAML. */
@customElement("admin-review")
export class Review extends Page {
  @state() private doubts: Doubt[] = [];
  @state() private intents: string[] = [];
  @state() private loaded = false;

  static override styles = [theme, pageStyles, adminStyles];

  protected async load(): Promise<void> {
    const found = await this.api.call<{ messages: Doubt[]; intents: string[] }>("GET", "/api/admin/review");
    this.doubts = found.messages;
    this.intents = found.intents;
    this.loaded = true;
  }

  override render(): TemplateResult {
    const reload = html`<button class="button" ?disabled=${this.busy} @click=${() => void this.attempt(() => this.load())}>Look again</button>`;
    return html`${this.head("Review", reload)}
      <p class="soft intro">
        Messages that the bot did not understand or was unsure of, the newest first. What you file is used the next time that the bot is trained.
      </p>
      ${this.doubts.length > 0 ? html`<ul class="list">${this.doubts.map((doubt) => this.card(doubt))}</ul>` : nothing}
      ${this.loaded && this.doubts.length === 0 ? html`<p class="panel empty">Nothing to review. The bot understood everything of late.</p>` : nothing}`;
  }

  private card(doubt: Doubt): TemplateResult {
    const guess = guessOf(doubt);
    return html`<li class="panel card" data-message=${doubt.id}>
      <form @submit=${(event: SubmitEvent) => void this.file(event, doubt)}>
        <div class="row">
          <p class="grow words"><strong dir="auto">${doubt.text}</strong></p>
          <span class="tag ${doubt.why === "unsure" ? "wait" : "bad"}">${WHY[doubt.why]}</span>
        </div>
        <p class="soft small">
          ${new Date(doubt.created_at).toLocaleString()} ·
          ${guess === "" ? "no guess" : html`guessed ${guess} (${Math.round(doubt.confidence * 100)} %)`} ·
          <a href=${hashOf({ page: "desk", view: "all", id: doubt.conversation_id })}>the conversation</a>
        </p>
        <div class="row">
          <select class="grow" name="intent" required aria-label="Intent of “${doubt.text.slice(0, 60)}”">
            <option value="" .selected=${guess === ""}>What does it mean?</option>
            ${this.intents.map((intent) => html`<option value=${intent} .selected=${intent === guess}>${intent}</option>`)}
          </select>
          <button class="button main" ?disabled=${this.busy}>File as example</button>
          <button type="button" class="button" ?disabled=${this.busy} @click=${() => void this.decide(doubt, { dismiss: true }, "Put aside.")}>Put aside</button>
        </div>
      </form>
    </li>`;
  }

  private async file(event: SubmitEvent, doubt: Doubt): Promise<void> {
    event.preventDefault();
    const intent = fieldsOf(event.target as HTMLFormElement)["intent"] ?? "";
    await this.decide(doubt, { intent }, `Filed as an example of ${intent}.`);
  }

  private async decide(doubt: Doubt, verdict: { intent: string } | { dismiss: true }, done: string): Promise<void> {
    const gone = await this.attempt(() => this.api.call("POST", `/api/admin/review/${encodeURIComponent(doubt.id)}`, verdict), done);
    if (!gone) return;
    const place = this.doubts.indexOf(doubt);
    this.doubts = this.doubts.filter((other) => other !== doubt);
    await this.updateComplete;
    const selects = this.renderRoot.querySelectorAll<HTMLElement>("select");
    selects[Math.min(place, selects.length - 1)]?.focus(); // the card that had the focus is gone
  }
}

/** The intent to offer first: the bot's own guess, unless it had none. */
export function guessOf(doubt: Doubt): string {
  return FALLBACKS.includes(doubt.intent) ? "" : doubt.intent;
}
