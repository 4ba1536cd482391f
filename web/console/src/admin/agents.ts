import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { pageStyles, theme } from "../theme";
import type { Agent } from "../types";
import { fieldsOf, Page } from "./page";
import { adminStyles } from "./styles";

const SHORTEST = 10; // characters of a password

/** Who works at the desk: add an account, change its role or password, close it. */
@customElement("admin-agents")
export class Agents extends Page {
  @state() private agents: Agent[] = [];
  @state() private adding = false;
  @state() private renewing: string | null = null;

  static override styles = [theme, pageStyles, adminStyles];

  protected async load(): Promise<void> {
    this.agents = (await this.api.call<{ agents: Agent[] }>("GET", "/api/admin/agents")).agents;
  }

  override render(): TemplateResult {
    return html`${this.head(
        "Agents",
        this.adding ? nothing : html`<button class="button main" @click=${() => (this.adding = true)}>Add an agent</button>`,
      )}
      <div class="list">${this.adding ? this.form() : nothing} ${this.agents.map((agent) => this.card(agent))}</div>`;
  }

  private form(): TemplateResult {
    return html`<form class="panel card" aria-label="New agent" @submit=${(event: SubmitEvent) => void this.add(event)}>
      <div class="two">
        <label class="field">Name<input name="name" required maxlength="120" autocomplete="off" /></label>
        <label class="field">E-mail address<input name="email" type="email" required maxlength="320" autocomplete="off" /></label>
        <label class="field"
          >Password (at least ${SHORTEST} characters)<input name="password" type="password" required minlength=${SHORTEST} autocomplete="new-password"
        /></label>
        <label class="field"
          >Role<select name="role">
            <option value="agent">Agent</option>
            <option value="admin">Admin</option>
          </select></label
        >
      </div>
      <div class="row">
        <button class="button main" ?disabled=${this.busy}>Add</button>
        <button type="button" class="button plain" @click=${() => (this.adding = false)}>Cancel</button>
      </div>
    </form>`;
  }

  private card(agent: Agent): TemplateResult {
    const mine = agent.id === this.me.id;
    return html`<article class="panel card list" data-agent=${agent.id}>
      <div class="row">
        <div class="grow">
          <h2>${agent.name}${mine ? html` <span class="soft">(you)</span>` : nothing}</h2>
          <p class="soft small words">${agent.email}</p>
        </div>
        ${agent.active
          ? html`<span class="tag ${agent.online ? "" : "quiet"}">${agent.online ? "Taking conversations" : "Away"}</span>`
          : html`<span class="tag bad">Closed</span>`}
        <select
          aria-label="Role of ${agent.name}"
          ?disabled=${mine || this.busy}
          @change=${(event: Event) => void this.change(agent, { role: (event.target as HTMLSelectElement).value })}
        >
          <option value="agent" .selected=${agent.role === "agent"}>Agent</option>
          <option value="admin" .selected=${agent.role === "admin"}>Admin</option>
        </select>
        <button class="button" @click=${() => (this.renewing = this.renewing === agent.id ? null : agent.id)}>New password</button>
        <button class="button ${agent.active ? "bad" : ""}" ?disabled=${mine || this.busy} @click=${() => void this.change(agent, { active: !agent.active })}>
          ${agent.active ? "Close account" : "Reopen account"}
        </button>
      </div>
      ${this.renewing === agent.id ? this.passwordForm(agent) : nothing}
    </article>`;
  }

  private passwordForm(agent: Agent): TemplateResult {
    return html`<form class="row" @submit=${(event: SubmitEvent) => void this.renew(event, agent)}>
      <label class="field grow"
        >New password for ${agent.name}<input name="password" type="password" required minlength=${SHORTEST} autocomplete="new-password"
      /></label>
      <button class="button main" ?disabled=${this.busy}>Save</button>
    </form>`;
  }

  private async add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const body = fieldsOf(event.target as HTMLFormElement);
    const done = await this.attempt(async () => {
      await this.api.call("POST", "/api/admin/agents", body);
      await this.load();
    }, `${body["name"] ?? ""} can sign in now.`);
    if (done) this.adding = false;
  }

  private async renew(event: SubmitEvent, agent: Agent): Promise<void> {
    event.preventDefault();
    const password = fieldsOf(event.target as HTMLFormElement)["password"];
    if (await this.change(agent, { password })) this.renewing = null;
  }

  private change(agent: Agent, change: { role?: string; active?: boolean; password?: string }): Promise<boolean> {
    return this.attempt(async () => {
      await this.api.call("PUT", `/api/admin/agents/${encodeURIComponent(agent.id)}`, change);
      await this.load();
    }, "Saved.");
  }
}
