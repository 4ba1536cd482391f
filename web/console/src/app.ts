import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { PAGES, type AdminPage } from "./admin/pages";
import { Api, ApiError } from "./api";
import { icon } from "./icons";
import { hashOf, routeOf, type Route } from "./router";
import "./sign-in";
import { theme } from "./theme";
import type { Agent } from "./types";

const NOTICE_SECONDS = 5;

/** The shell: who is signed in, the menu, and the page that the address names. */
@customElement("desk-console")
export class Console extends LitElement {
  private readonly api = new Api();
  @state() private me: Agent | null = null;
  @state() private started = false;
  @state() private route: Route = routeOf(location.hash);
  @state() private adminPage: AdminPage | null = null;
  @state() private notice: { text: string; bad: boolean } | null = null;
  private noticeTimer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    theme,
    css`
      :host {
        display: block;
        height: 100dvh;
      }
      .shell {
        display: grid;
        grid-template-columns: 64px minmax(0, 1fr);
        height: 100%;
      }
      nav {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: 6px;
        padding: 14px 0;
        background: var(--rail);
        color: var(--on-rail);
      }
      nav a,
      nav button {
        display: grid;
        place-items: center;
        width: 42px;
        height: 42px;
        border-radius: 11px;
        color: inherit;
      }
      nav svg {
        width: 21px;
        height: 21px;
      }
      nav a:hover,
      nav button:hover,
      nav [aria-current] {
        background: rgb(255 255 255 / 0.14);
        color: #fff;
      }
      nav :focus-visible {
        outline-color: #fff;
      }
      nav .gap {
        flex: 1;
      }
      main {
        min-width: 0;
        min-height: 0;
        overflow: auto;
      }
      .notice {
        position: fixed;
        inset-block-end: 24px;
        inset-inline: 0;
        margin: 0 auto;
        width: fit-content;
        max-width: calc(100vw - 32px);
        padding: 10px 16px;
        border-radius: 10px;
        background: var(--text);
        color: var(--page);
        box-shadow: var(--shadow);
        z-index: 20;
      }
      .notice.bad {
        background: var(--bad);
        color: var(--surface);
      }
      @media (max-width: 640px) {
        .shell {
          grid-template-columns: minmax(0, 1fr);
          grid-template-rows: minmax(0, 1fr) auto;
        }
        nav {
          order: 2;
          flex-direction: row;
          justify-content: space-around;
          padding: 6px;
          overflow-x: auto;
        }
        nav .gap {
          display: none;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.follow);
    this.addEventListener("notice", this.hear);
    this.api.signedOut = () => this.left();
    void this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.follow);
    this.removeEventListener("notice", this.hear);
  }

  private async start(): Promise<void> {
    try {
      this.entered(await this.api.me());
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) this.say("The desk does not answer. Reload the page in a moment.", true);
    }
    this.started = true;
  }

  private entered(agent: Agent): void {
    this.me = agent;
    this.follow();
  }

  private left(): void {
    this.me = null;
    this.adminPage = null;
  }

  private readonly follow = (): void => {
    this.route = routeOf(location.hash);
    if (this.route.page === "admin" && this.me !== null) void this.openAdmin(this.route.name, this.me);
    else this.adminPage = null;
  };

  private async openAdmin(name: string, me: Agent): Promise<void> {
    const found = me.role === "admin" ? PAGES.find((page) => page.name === name) : undefined;
    if (found === undefined) {
      location.hash = hashOf({ page: "desk", view: "queue", id: null });
      return;
    }
    await import("./admin/index");
    if (customElements.get(found.element) === undefined) {
      this.say(`${found.title}: there is no such page yet.`, true);
      return;
    }
    if (this.adminPage?.localName === found.element) return;
    this.adminPage = Object.assign(document.createElement(found.element) as AdminPage, { api: this.api, me });
  }

  private readonly hear = (event: Event): void => {
    const { text, bad } = (event as CustomEvent<{ text: string; bad?: boolean }>).detail;
    this.say(text, bad ?? false);
  };

  private say(text: string, bad = false): void {
    clearTimeout(this.noticeTimer);
    this.notice = { text, bad };
    this.noticeTimer = setTimeout(() => (this.notice = null), NOTICE_SECONDS * 1000);
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.started) return nothing;
    return html`${this.me === null
        ? html`<desk-sign-in .api=${this.api} @signed-in=${(event: CustomEvent<Agent>) => this.entered(event.detail)}></desk-sign-in>`
        : html`<div class="shell">
            ${this.menu(this.me)}
            <main>${this.route.page === "admin" ? this.adminPage : nothing}</main>
          </div>`}
      <div role="status">
        ${this.notice === null ? nothing : html`<p class="notice ${this.notice.bad ? "bad" : ""}">${this.notice.text}</p>`}
      </div>`;
  }

  private menu(me: Agent): TemplateResult {
    const { route } = this;
    const at = (name: string): string | typeof nothing => (route.page === "admin" && route.name === name ? "page" : nothing);
    return html`<nav aria-label="Desk">
      <a href="#/queue" title="Conversations" aria-label="Conversations" aria-current=${route.page === "desk" ? "page" : nothing}>
        ${icon("desk")}
      </a>
      ${me.role === "admin"
        ? PAGES.map(
            ({ name, title }) => html`<a href="#/admin/${name}" title=${title} aria-label=${title} aria-current=${at(name)}>${icon(name)}</a>`,
          )
        : nothing}
      <span class="gap"></span>
      <button title="Sign out" aria-label="Sign out" @click=${() => void this.signOut()}>${icon("leave")}</button>
    </nav>`;
  }

  private async signOut(): Promise<void> {
    await this.api.signOut().catch(() => undefined);
    this.left();
  }
}
