import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Desk } from "../desk";
import { theme } from "../theme";
import type { Agent } from "../types";
import "./dialog";

export type Ending = "transfer" | "back" | "close";

const CATEGORIES = ["Order and delivery", "Return or refund", "Product question", "Payment", "Complaint", "Spam"];
const HEADINGS: Record<Ending, string> = {
  transfer: "Transfer to a colleague",
  back: "Back to the bot",
  close: "Close the conversation",
};

/** How a conversation leaves an agent: to a colleague, to the bot, or closed. Fires `closed`, and `done` with what is to be said of it. */
@customElement("desk-deeds")
export class Deeds extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property() conversation = "";
  @property() ending: Ending = "close";
  @state() private colleagues: Agent[] | null = null;
  @state() private problem = "";

  static override styles = [
    theme,
    css`
      form {
        display: grid;
        gap: 14px;
      }
      fieldset {
        display: grid;
        gap: 2px;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0 0 6px;
        font-weight: 500;
      }
      .choice {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 8px 10px;
        border-radius: 9px;
        cursor: pointer;
      }
      .choice:hover,
      .choice:has(:checked) {
        background: var(--accent-soft);
      }
      .choice .tag {
        margin-inline-start: auto;
      }
      input[type="radio"] {
        accent-color: var(--accent);
        margin: 0;
      }
      footer {
        display: flex;
        justify-content: flex-end;
        gap: 8px;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.ending === "transfer") void this.readColleagues();
  }

  override render(): TemplateResult {
    return html`<desk-dialog heading=${HEADINGS[this.ending]}>
      <form @submit=${this.submit}>
        ${this.problem === "" ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`} ${this.fields()}
        <footer>
          <button class="button main">${this.ending === "transfer" ? "Transfer" : this.ending === "back" ? "Give back" : "Close it"}</button>
        </footer>
      </form>
    </desk-dialog>`;
  }

  private fields(): TemplateResult {
    const note = html`<label class="field"
      >Note for colleagues (optional)<textarea name="note" rows="2" maxlength="4000" ?autofocus=${this.ending === "back"}></textarea
    ></label>`;
    switch (this.ending) {
      case "transfer":
        return html`${this.people()}${note}`;
      case "back":
        return html`<p class="soft">The bot goes on from here; it knows what you have said. The shopper is told.</p>
          ${note}`;
      case "close":
        return html`<fieldset>
            <legend>What was it about?</legend>
            ${CATEGORIES.map((category, index) => radio("category", category, category, index === 0))}
          </fieldset>
          <label class="field">Something else<input name="other" maxlength="80" /></label>`;
    }
  }

  private people(): TemplateResult {
    if (this.colleagues === null) return html`<p class="soft">Looking who is there…</p>`;
    if (this.colleagues.length === 0) return html`<p class="soft">You have no colleagues at this desk yet.</p>`;
    return html`<fieldset>
      <legend>To whom?</legend>
      ${this.colleagues.map(({ id, name, online }, index) =>
        radio("to", id, name, index === 0, html`<span class="tag ${online ? "" : "quiet"}">${online ? "there" : "away"}</span>`),
      )}
    </fieldset>`;
  }

  private async readColleagues(): Promise<void> {
    try {
      const others = (await this.desk.api.colleagues()).filter(({ id }) => id !== this.desk.me.id);
      this.colleagues = others.sort((a, b) => Number(b.online) - Number(a.online)); // those who are there first
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const value = (name: string): string => ((form.get(name) as string | null) ?? "").trim();
    void this.finish(value);
  }

  private async finish(value: (name: string) => string): Promise<void> {
    const { desk, conversation, ending } = this;
    try {
      if (ending === "back") await desk.back(conversation, value("note"));
      else if (ending === "close") await desk.close(conversation, value("other") || value("category"));
      else if (value("to") === "") return;
      else await desk.transfer(conversation, value("to"), value("note"));
      this.dispatchEvent(new CustomEvent("done", { detail: this.outcome(value("to")) }));
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  private outcome(to: string): string {
    if (this.ending === "back") return "The bot has it again.";
    if (this.ending === "close") return "Closed.";
    return `${this.colleagues?.find(({ id }) => id === to)?.name ?? "A colleague"} has it now.`;
  }
}

function radio(name: string, value: string, title: string, first: boolean, more: TemplateResult | typeof nothing = nothing): TemplateResult {
  return html`<label class="choice">
    <input type="radio" name=${name} value=${value} ?checked=${first} ?autofocus=${first} />
    ${title} ${more}
  </label>`;
}
