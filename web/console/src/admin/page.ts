import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Api } from "../api";
import type { Agent } from "../types";
import type { AdminPage } from "./pages";

/** What every admin page does the same way: reads when it comes up, tells how a change went, shows what failed. */
export abstract class Page extends LitElement implements AdminPage {
  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) me!: Agent;
  @state() protected busy = false;
  @state() protected problem = "";

  protected abstract load(): Promise<void>;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(() => this.load());
  }

  /** Do it; `done` is said at the foot of the window, a refusal above the form. Gives whether it went well. */
  protected async attempt(work: () => Promise<unknown>, done = ""): Promise<boolean> {
    this.busy = true;
    this.problem = "";
    try {
      await work();
      if (done !== "") this.dispatchEvent(new CustomEvent("notice", { detail: { text: done, bad: false }, bubbles: true, composed: true }));
      return true;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  protected head(title: string, actions: TemplateResult | typeof nothing = nothing): TemplateResult {
    return html`<div class="head">
        <h1>${title}</h1>
        ${actions}
      </div>
      ${this.problem === "" ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}`;
  }
}

/** The words of a form's fields by name, without outer white space. */
export function fieldsOf(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, typeof value === "string" ? value.trim() : ""]));
}
