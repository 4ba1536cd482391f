import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { pageStyles, theme } from "../theme";
import type { Canned } from "../types";
import { fieldsOf, Page } from "./page";
import { adminStyles } from "./styles";

const PLACEHOLDERS = ["{name}", "{agent}", "{order}"];

/** Ready replies for the desk. */
@customElement("admin-canned")
export class CannedReplies extends Page {
  @state() private replies: Canned[] = [];
  /** The reply that is being written: an id, or "new". */
  @state() private editing: number | "new" | null = null;

  static override styles = [theme, pageStyles, adminStyles];

  protected async load(): Promise<void> {
    this.replies = await this.api.canned();
  }

  override render(): TemplateResult {
    const add = html`<button class="button main" @click=${() => (this.editing = "new")}>Add a reply</button>`;
    return html`${this.head("Canned replies", this.editing === "new" ? nothing : add)}
      <div class="list">
        ${this.editing === "new" ? this.form(null) : nothing}
        ${this.replies.map((reply) => (this.editing === reply.id ? this.form(reply) : this.card(reply)))}
        ${this.replies.length === 0 && this.editing === null
          ? html`<p class="panel empty">No ready replies yet. One that is written here can be sent by every agent with two keys.</p>`
          : nothing}
      </div>`;
  }

  private card(reply: Canned): TemplateResult {
    return html`<article class="panel card row">
      <div class="grow">
        <h2>${reply.title}</h2>
        <p class="words">${reply.text}</p>
      </div>
      <button class="button" aria-label="Edit ${reply.title}" @click=${() => (this.editing = reply.id)}>Edit</button>
      <button class="button bad" aria-label="Delete ${reply.title}" ?disabled=${this.busy} @click=${() => void this.erase(reply)}>Delete</button>
    </article>`;
  }

  private form(reply: Canned | null): TemplateResult {
    return html`<form class="panel card" aria-label="Reply" @submit=${(event: SubmitEvent) => void this.save(event, reply)}>
      <label class="field">Title<input name="title" required maxlength="120" .value=${reply?.title ?? ""} /></label>
      <label class="field">Text<textarea name="text" required maxlength="4000" rows="4" dir="auto" .value=${reply?.text ?? ""}></textarea></label>
      <div class="row" role="group" aria-label="Placeholders">
        <span class="soft small">Filled in when it is sent:</span>
        ${PLACEHOLDERS.map((word) => html`<button type="button" class="button" @click=${(event: Event) => insert(event, word)}>${word}</button>`)}
      </div>
      <div class="row">
        <button class="button main" ?disabled=${this.busy}>Save</button>
        <button type="button" class="button plain" @click=${() => (this.editing = null)}>Cancel</button>
      </div>
    </form>`;
  }

  private async save(event: SubmitEvent, reply: Canned | null): Promise<void> {
    event.preventDefault();
    const body = fieldsOf(event.target as HTMLFormElement);
    const done = await this.attempt(async () => {
      if (reply === null) await this.api.call("POST", "/api/agent/canned", body);
      else await this.api.call("PUT", `/api/agent/canned/${reply.id}`, body);
      await this.load();
    }, "Saved.");
    if (done) this.editing = null;
  }

  private erase(reply: Canned): Promise<boolean> {
    return this.attempt(async () => {
      await this.api.call("DELETE", `/api/agent/canned/${reply.id}`);
      await this.load();
    }, `“${reply.title}” is deleted.`);
  }
}

/** Put a placeholder where the cursor stands in the form's text. */
function insert(event: Event, word: string): void {
  const area = (event.target as HTMLElement).closest("form")?.querySelector("textarea");
  if (area === null || area === undefined) return;
  area.setRangeText(word, area.selectionStart, area.selectionEnd, "end");
  area.focus();
}
