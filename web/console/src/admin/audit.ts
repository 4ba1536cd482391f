import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { pageStyles, theme } from "../theme";
import { ago, full } from "../time";
import { Page } from "./page";
import { adminStyles } from "./styles";

export interface Deed {
  number: number;
  at: string;
  who: string;
  deed: string;
  about: Record<string, unknown>;
}

interface Deeds {
  deeds: Deed[];
  names: Record<string, string>;
}

interface Verdict {
  checked: number;
  broken: string | null;
}

const PAGE = 100;
const SAID: Record<string, string> = {
  login: "signed in",
  logout: "signed out",
  me: "changed their presence",
  claim: "took a conversation",
  messages: "answered a shopper",
  uploads: "added a picture",
  notes: "wrote a note",
  transfer: "gave a conversation to a colleague",
  back: "gave a conversation back to the bot",
  close: "closed a conversation",
  agents: "accounts",
  canned: "ready replies",
  faqs: "the FAQ",
  gaps: "the list of gaps",
  review: "the review of messages",
  hours: "the opening hours",
  factor: "their second factor",
  sessions: "sessions of an account",
};
const HOW: Record<string, string> = { POST: "added to", PUT: "changed", DELETE: "deleted from" };

/** Who did what at the desk, the latest first, and whether anybody has changed what stands there. */
@customElement("admin-audit")
export class AuditPage extends Page {
  @state() private deeds: Deed[] = [];
  @state() private names: Record<string, string> = {};
  @state() private who = "";
  @state() private more = false;
  @state() private verdict: Verdict | null = null;

  static override styles = [theme, pageStyles, adminStyles];

  protected async load(): Promise<void> {
    this.deeds = [];
    await this.read();
  }

  private async read(): Promise<void> {
    const search = new URLSearchParams({ limit: String(PAGE) });
    const last = this.deeds.at(-1);
    if (last !== undefined) search.set("before", String(last.number));
    if (this.who !== "") search.set("who", this.who);
    const found = await this.api.call<Deeds>("GET", `/api/admin/audit?${search.toString()}`);
    this.deeds = [...this.deeds, ...found.deeds];
    this.names = found.names;
    this.more = found.deeds.length === PAGE;
  }

  override render(): TemplateResult {
    const { verdict } = this;
    const actions = html`<label class="row"
        ><span>By</span
        ><select @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value)}>
          <option value="">everybody</option>
          ${Object.entries(this.names).map(([id, name]) => html`<option value=${id} ?selected=${id === this.who}>${name}</option>`)}
        </select></label
      ><button class="button" ?disabled=${this.busy} @click=${() => void this.attempt(() => this.verify())}>Check the record</button>`;
    return html`${this.head("Audit log", actions)}
      <p class="soft intro">What agents and admins did. It can be added to and never changed; conversations stand under an alias.</p>
      ${verdict === null
        ? nothing
        : html`<p class="panel card intro" role="status">
            ${verdict.broken === null ? `All ${verdict.checked} entries are as they were written.` : `Changed by somebody: ${verdict.broken}`}
          </p>`}
      <div class="panel scroll" tabindex="0" role="region" aria-label="Audit log">
        <table>
          <thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">About</th></tr></thead>
          <tbody>${this.deeds.map((deed) => this.row(deed))}</tbody>
        </table>
      </div>
      ${this.more ? html`<p class="empty"><button class="button" ?disabled=${this.busy} @click=${() => void this.attempt(() => this.read())}>Earlier ones</button></p>` : nothing}`;
  }

  private row({ at, who, deed, about }: Deed): TemplateResult {
    const said = Object.entries(about).map(([name, value]) => {
      const words = typeof value === "string" ? (this.names[value] ?? value) : JSON.stringify(value);
      return `${name.replace(/_id$/, "").replaceAll("_", " ")}: ${words}`;
    });
    return html`<tr>
      <td><time datetime=${at} title=${full(at)}>${ago(at)}</time></td>
      <td>${this.names[who] ?? who}</td>
      <td title=${deed}>${sayDeed(deed)}</td>
      <td class="soft small words">${said.join(", ")}</td>
    </tr>`;
  }

  private choose(who: string): void {
    this.who = who;
    void this.attempt(() => this.load());
  }

  private async verify(): Promise<void> {
    this.verdict = await this.api.call<Verdict>("GET", "/api/admin/audit/verify");
  }
}

/** "POST /api/agent/conversations/{id}/claim" is "took a conversation"; what is not known stands as it is. */
export function sayDeed(deed: string): string {
  const [method = "", path = ""] = deed.split(" ");
  const parts = path.split("/").filter((part) => part !== "" && !part.startsWith("{"));
  const last = parts.at(-1) ?? "";
  const said = SAID[last];
  if (said === undefined) return deed;
  return parts.includes("admin") || ["canned", "factor", "sessions"].includes(last) ? `${HOW[method] ?? ""} ${said}`.trim() : said;
}
