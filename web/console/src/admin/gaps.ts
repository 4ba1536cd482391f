import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { hashOf } from "../router";
import { pageStyles, theme } from "../theme";
import { fieldsOf, Page } from "./page";
import { adminStyles } from "./styles";

export interface Gap {
  question: string;
  wordings: string[];
  count: number;
  asked_at: string;
  conversation_id: string;
  messages: string[];
}

/** What shoppers asked and the FAQ does not answer: an answer written here is the bot's from then on. */
@customElement("admin-gaps")
export class Gaps extends Page {
  @state() private gaps: Gap[] = [];
  @state() private left = 0;
  @state() private loaded = false;
  @state() private answering: string | null = null;

  static override styles = [theme, pageStyles, adminStyles];

  protected async load(): Promise<void> {
    const found = await this.api.call<{ gaps: Gap[]; left: number }>("GET", "/api/admin/gaps");
    this.gaps = found.gaps;
    this.left = found.left;
    this.loaded = true;
  }

  override render(): TemplateResult {
    const reload = html`<button class="button" ?disabled=${this.busy} @click=${() => void this.attempt(() => this.load())}>Look again</button>`;
    return html`${this.head("Questions without an answer", reload)}
      <p class="soft intro">What shoppers asked and the FAQ has no answer to, the most frequent first.</p>
      ${this.gaps.length > 0 ? html`<ul class="list">${this.gaps.map((gap) => this.card(gap))}</ul>` : nothing}
      ${this.left > 0 ? html`<p class="soft">And ${this.left} more that were asked less often.</p>` : nothing}
      ${this.loaded && this.gaps.length === 0 ? html`<p class="panel empty">The FAQ answered everything of late.</p>` : nothing}`;
  }

  private card(gap: Gap): TemplateResult {
    const open = this.answering === keyOf(gap);
    return html`<li class="panel card" data-gap=${keyOf(gap)}>
      <div class="row">
        <p class="grow words"><strong dir="auto">${gap.question}</strong></p>
        <span class="tag wait">${times(gap.count)}</span>
      </div>
      ${gap.wordings.length === 0 ? nothing : html`<p class="words soft" dir="auto">${gap.wordings.slice(0, 5).join(" · ")}</p>`}
      <p class="soft small">
        ${new Date(gap.asked_at).toLocaleString()} ·
        <a href=${hashOf({ page: "desk", view: "all", id: gap.conversation_id })}>the latest conversation</a>
      </p>
      ${open
        ? this.form(gap)
        : html`<div class="row">
            <button class="button main" ?disabled=${this.busy} @click=${() => (this.answering = keyOf(gap))}>Write an answer</button>
            <button class="button" ?disabled=${this.busy} @click=${() => void this.putAside(gap)}>Put aside</button>
          </div>`}
    </li>`;
  }

  private form(gap: Gap): TemplateResult {
    return html`<form aria-label="Answer" @submit=${(event: SubmitEvent) => void this.save(event, gap)}>
      <label class="field">Question<input name="question" required maxlength="500" dir="auto" .value=${gap.question} /></label>
      <label class="field">Answer<textarea name="answer" required maxlength="10000" rows="4" dir="auto"></textarea></label>
      <div class="row">
        <button class="button main" ?disabled=${this.busy}>Save in the FAQ</button>
        <button type="button" class="button plain" @click=${() => (this.answering = null)}>Cancel</button>
      </div>
    </form>`;
  }

  private async save(event: SubmitEvent, gap: Gap): Promise<void> {
    event.preventDefault();
    const { question = "", answer = "" } = fieldsOf(event.target as HTMLFormElement);
    const paraphrases = [gap.question, ...gap.wordings].filter((wording) => wording !== question).slice(0, 20);
    const done = await this.attempt(async () => {
      await this.api.call("POST", "/api/admin/faqs", { question, answer, paraphrases });
      await this.api.call("POST", "/api/admin/gaps/aside", { messages: gap.messages });
    }, "Saved; the bot answers with it from now on.");
    if (done) this.drop(gap);
  }

  private async putAside(gap: Gap): Promise<void> {
    const done = await this.attempt(() => this.api.call("POST", "/api/admin/gaps/aside", { messages: gap.messages }), "Put aside.");
    if (done) this.drop(gap);
  }

  private drop(gap: Gap): void {
    this.answering = null;
    this.gaps = this.gaps.filter((other) => other !== gap);
  }
}

export function times(count: number): string {
  return count === 1 ? "asked once" : `asked ${count} times`;
}

function keyOf(gap: Gap): string {
  return gap.messages[0] ?? gap.question;
}
