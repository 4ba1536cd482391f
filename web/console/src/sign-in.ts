import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ApiError, type Api } from "./api";
import { icon } from "./icons";
import { theme } from "./theme";

/** Who are you? Fires `signed-in` with the agent. */
@customElement("desk-sign-in")
export class SignIn extends LitElement {
  @property({ attribute: false }) api!: Api;
  @state() private problem = "";
  @state() private busy = false;
  @state() private asksCode = false;

  static override styles = [
    theme,
    css`
      :host {
        display: grid;
        place-items: center;
        min-height: 100dvh;
        padding: 20px;
      }
      form {
        display: grid;
        gap: 16px;
        width: min(380px, 100%);
        padding: 30px 28px 32px;
        box-shadow: var(--shadow);
      }
      header {
        display: grid;
        gap: 4px;
        margin-bottom: 4px;
      }
      .mark {
        display: grid;
        place-items: center;
        width: 44px;
        height: 44px;
        margin-bottom: 10px;
        border-radius: 12px;
        background: var(--accent);
        color: var(--on-accent);
      }
      .mark svg {
        width: 24px;
        height: 24px;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<main>
      <form class="panel" @submit=${this.submit}>
        <header>
          <span class="mark">${icon("desk")}</span>
          <h1>Shopkeeper desk</h1>
          <p class="soft">Sign in to talk with your shoppers.</p>
        </header>
        ${this.problem === "" ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
        <label class="field">E-mail <input name="email" type="email" autocomplete="username" required /></label>
        <label class="field">Password <input name="password" type="password" autocomplete="current-password" required /></label>
        ${this.asksCode
          ? html`<label class="field"
              >Code of your authenticator app
              <input name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,8}" required autofocus
            /></label>`
          : nothing}
        <button class="button main" ?disabled=${this.busy}>${this.busy ? "Signing in…" : "Sign in"}</button>
      </form>
    </main>`;
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    void this.enter(text(form.get("email")), text(form.get("password")), text(form.get("code")));
  }

  private async enter(email: string, password: string, code: string): Promise<void> {
    this.busy = true;
    this.problem = "";
    try {
      const agent = await this.api.signIn(email, password, code);
      this.dispatchEvent(new CustomEvent("signed-in", { detail: agent }));
    } catch (error) {
      if (error instanceof ApiError && error.code === "second_factor") this.asksCode = true;
      this.problem = error instanceof ApiError ? sentence(error) : "The desk does not answer. Try again in a moment.";
    } finally {
      this.busy = false;
    }
  }
}

function sentence(error: ApiError): string {
  if (error.code === "second_factor") return "Now the code that your authenticator app shows.";
  if (error.status === 401) return "E-mail address, password or code do not match.";
  if (error.status === 429) return "Too many attempts. Wait a minute and try again.";
  return error.message;
}

function text(value: FormDataEntryValue | null): string {
  return typeof value === "string" ? value : "";
}
