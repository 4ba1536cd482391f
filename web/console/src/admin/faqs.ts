import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { pageStyles, theme } from "../theme";
import { fieldsOf, Page } from "./page";
import { adminStyles } from "./styles";

export interface Faq {
  id: string;
  question: string;
  answer: string;
  topic: string | null;
  language: string;
  paraphrases: string[];
}

interface Tried {
  question: string;
  entry: Faq | null;
  score: number | null;
}

const LANGUAGES = { en: "English", zh: "Chinese", de: "German", es: "Spanish", fr: "French", ja: "Japanese" };

/** What the bot answers from; a change is in the index when it is saved, and can be tried at once. */
@customElement("admin-faqs")
export class Faqs extends Page {
  @state() private faqs: Faq[] = [];
  @state() private filter = "";
  @state() private editing: string | null = null;
  @state() private tried: Tried | null = null;

  static override styles = [theme, pageStyles, adminStyles];

  protected async load(): Promise<void> {
    this.faqs = (await this.api.call<{ faqs: Faq[] }>("GET", "/api/admin/faqs")).faqs;
  }

  override render(): TemplateResult {
    const add = html`<button class="button main" @click=${() => (this.editing = "new")}>Add an entry</button>`;
    const shown = matching(this.faqs, this.filter);
    return html`${this.head("FAQ", this.editing === "new" ? nothing : add)}
      <div class="list">
        ${this.trial()}
        <label class="field"
          ><span class="hidden">Filter the entries</span
          ><input type="search" placeholder="Filter ${this.faqs.length} entries" @input=${(event: Event) => (this.filter = (event.target as HTMLInputElement).value)}
        /></label>
        ${this.editing === "new" ? this.form(null) : nothing}
        ${shown.map((faq) => (this.editing === faq.id ? this.form(faq) : this.card(faq)))}
        ${shown.length === 0 ? html`<p class="panel empty">No entry${this.filter === "" ? " yet" : " matches"}.</p>` : nothing}
      </div>`;
  }

  private trial(): TemplateResult {
    const { tried } = this;
    return html`<form class="panel card" role="search" aria-label="Try a question" @submit=${(event: SubmitEvent) => void this.try(event)}>
      <div class="row">
        <label class="field grow">Try a question<input name="question" required maxlength="500" placeholder="As a shopper would ask it" /></label>
        <button class="button" ?disabled=${this.busy}>Ask</button>
      </div>
      <div role="status">
        ${tried === null
          ? nothing
          : tried.entry === null
            ? html`<p>No entry answers “${tried.question}”.</p>`
            : html`<p><strong>${tried.entry.question}</strong> <span class="tag">${percent(tried.score)}</span></p>
                <p class="words">${tried.entry.answer}</p>`}
      </div>
    </form>`;
  }

  private card(faq: Faq): TemplateResult {
    return html`<article class="panel card row" data-faq=${faq.id}>
      <div class="grow">
        <h2>${faq.question}</h2>
        <p class="words soft">${faq.answer}</p>
      </div>
      ${faq.topic === null ? nothing : html`<span class="tag quiet">${faq.topic}</span>`}
      <button class="button" aria-label="Edit ${faq.question}" @click=${() => (this.editing = faq.id)}>Edit</button>
      <button class="button bad" aria-label="Delete ${faq.question}" ?disabled=${this.busy} @click=${() => void this.erase(faq)}>Delete</button>
    </article>`;
  }

  private form(faq: Faq | null): TemplateResult {
    return html`<form class="panel card" aria-label="Entry" @submit=${(event: SubmitEvent) => void this.save(event, faq)}>
      <label class="field">Question<input name="question" required maxlength="500" dir="auto" .value=${faq?.question ?? ""} /></label>
      <label class="field">Answer<textarea name="answer" required maxlength="10000" rows="5" dir="auto" .value=${faq?.answer ?? ""}></textarea></label>
      <label class="field"
        >Other ways to ask it, one a line<textarea name="paraphrases" rows="3" dir="auto" .value=${faq?.paraphrases.join("\n") ?? ""}></textarea>
      </label>
      <div class="two">
        <label class="field">Topic<input name="topic" maxlength="80" .value=${faq?.topic ?? ""} /></label>
        <label class="field"
          >Language<select name="language">
            ${Object.entries(LANGUAGES).map(([code, name]) => html`<option value=${code} .selected=${(faq?.language ?? "en") === code}>${name}</option>`)}
          </select></label
        >
      </div>
      <div class="row">
        <button class="button main" ?disabled=${this.busy}>Save</button>
        <button type="button" class="button plain" @click=${() => (this.editing = null)}>Cancel</button>
      </div>
    </form>`;
  }

  private async try(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const question = fieldsOf(event.target as HTMLFormElement)["question"] ?? "";
    await this.attempt(async () => {
      const found = await this.api.call<Omit<Tried, "question">>("GET", `/api/admin/faqs/answer?q=${encodeURIComponent(question)}`);
      this.tried = { ...found, question };
    });
  }

  private async save(event: SubmitEvent, faq: Faq | null): Promise<void> {
    event.preventDefault();
    const { topic, paraphrases, ...rest } = fieldsOf(event.target as HTMLFormElement);
    const lines = (paraphrases ?? "").split("\n").map((line) => line.trim());
    const body = { ...rest, topic: topic === "" ? null : topic, paraphrases: lines.filter((line) => line !== "") };
    const done = await this.attempt(async () => {
      if (faq === null) await this.api.call("POST", "/api/admin/faqs", body);
      else await this.api.call("PUT", `/api/admin/faqs/${encodeURIComponent(faq.id)}`, body);
      await this.load();
    }, "Saved; the bot answers with it from now on.");
    if (done) this.editing = null;
  }

  private erase(faq: Faq): Promise<boolean> {
    return this.attempt(async () => {
      await this.api.call("DELETE", `/api/admin/faqs/${encodeURIComponent(faq.id)}`);
      await this.load();
    }, "Deleted.");
  }
}

/** Entries with every word of the filter somewhere in them. */
export function matching(faqs: readonly Faq[], filter: string): Faq[] {
  const words = filter.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const text = (faq: Faq): string => [faq.question, faq.answer, faq.topic ?? "", ...faq.paraphrases].join(" ").toLowerCase();
  return faqs.filter((faq) => words.every((word) => text(faq).includes(word)));
}

function percent(score: number | null): string {
  return score === null ? "" : `${Math.round(score * 100)} %`;
}
