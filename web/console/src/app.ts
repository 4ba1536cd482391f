import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { PAGES, type AdminPage } from "./admin/pages";
import { Alert } from "./alert";
import { Api, ApiError } from "./api";
import { appStyles } from "./app.styles";
import { Desk } from "./desk";
import "./desk-page";
import type { DeskPage } from "./desk-page";
import { Follow } from "./follow";
import { icon } from "./icons";
import { deedOf } from "./keys";
import { isMine, nameOf, type News } from "./lines";
import "./parts/help";
import { hashOf, routeOf, type Route } from "./router";
import "./sign-in";
import { theme } from "./theme";
import type { Agent, Line } from "./types";

const NOTICE_SECONDS = 5;
const KEYS = "desk.keys";
const HEARD: Record<News, (name: string) => string> = {
  waiting: (name) => `${name} is waiting.`,
  given: (name) => `${name} was transferred to you.`,
  message: (name) => `${name} has written.`,
};

/** The shell: who is signed in, the menu, and the page that the address names. */
@customElement("desk-console")
export class Console extends LitElement {
  private readonly api = new Api();
  private readonly alert = new Alert();
  @state() private desk: Desk | null = null;
  @state() private started = false;
  @state() private route: Route = routeOf(location.hash);
  @state() private adminPage: AdminPage | null = null;
  @state() private notice: { text: string; bad: boolean } | null = null;
  @state() private helping = false;
  @query("desk-page") private page!: DeskPage | null;
  private noticeTimer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [theme, appStyles];

  constructor() {
    super();
    new Follow(this, () => this.desk);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.follow);
    window.addEventListener("keydown", this.press);
    this.addEventListener("notice", this.hear);
    this.api.signedOut = () => this.left();
    void this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.follow);
    window.removeEventListener("keydown", this.press);
    this.removeEventListener("notice", this.hear);
    this.left();
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
    this.desk = new Desk(this.api, agent, this.alert);
    this.desk.addEventListener("news", (event) => {
      const { news, line } = (event as CustomEvent<{ news: News; line: Line }>).detail;
      this.say(HEARD[news](nameOf(line)));
      this.alert.tell(HEARD[news](nameOf(line)), () => (location.hash = hashOf({ page: "desk", view: isMine(line, agent.id) ? "mine" : "queue", id: line.id })));
    });
    this.desk.start();
    this.follow();
  }

  private left(): void {
    this.desk?.stop();
    this.desk = null;
    this.adminPage = null;
  }

  private readonly follow = (): void => {
    this.route = routeOf(location.hash);
    if (this.route.page === "admin" && this.desk !== null) void this.openAdmin(this.route.name, this.desk.me);
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

  private readonly press = (event: KeyboardEvent): void => {
    const deed = this.desk === null ? null : deedOf(event);
    if (deed === null || (!this.keys && deed !== "help")) return;
    event.preventDefault();
    if (deed === "help") this.helping = true;
    else void this.page?.do(deed);
  };

  /** Whether single keys do something; who dictates or reads by keys of their own turns them off. */
  private get keys(): boolean {
    return localStorage.getItem(KEYS) !== "off";
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.started) return nothing;
    return html`${this.desk === null
        ? html`<desk-sign-in .api=${this.api} @signed-in=${(event: CustomEvent<Agent>) => this.entered(event.detail)}></desk-sign-in>`
        : this.shell(this.desk)}
      <div role="status">
        ${this.notice === null ? nothing : html`<p class="notice ${this.notice.bad ? "bad" : ""}">${this.notice.text}</p>`}
      </div>`;
  }

  private shell(desk: Desk): TemplateResult {
    const { route } = this;
    const reading = route.page === "desk" && route.id !== null;
    return html`<div class="shell ${reading ? "reading" : ""}">
        ${this.menu(desk)}
        <main>
          ${desk.online ? nothing : html`<p class="offline" role="alert">No connection. Trying again; what you write is kept.</p>`}
          ${route.page === "admin"
            ? html`<div class="scroll">${this.adminPage}</div>`
            : html`<desk-page .desk=${desk} view=${route.view} .open=${route.id}></desk-page>`}
        </main>
      </div>
      ${this.helping
        ? html`<desk-help
            ?on=${this.keys}
            @closed=${() => (this.helping = false)}
            @switch=${(event: CustomEvent<boolean>) => localStorage.setItem(KEYS, event.detail ? "on" : "off")}
          ></desk-help>`
        : nothing}`;
  }

  private menu(desk: Desk): TemplateResult {
    const { route } = this;
    const { me } = desk;
    const at = (name: string): string | typeof nothing => (route.page === "admin" && route.name === name ? "page" : nothing);
    const { silent } = this.alert;
    const waiting = desk.waiting + desk.unread;
    return html`<nav aria-label="Desk">
      <a href="#/queue" title="Conversations" aria-label="Conversations" aria-current=${route.page === "desk" ? "page" : nothing}>
        ${icon("desk")} ${waiting > 0 ? html`<span class="dot" aria-hidden="true"></span>` : nothing}
      </a>
      ${me.role === "admin"
        ? PAGES.map(({ name, title }) => html`<a href="#/admin/${name}" title=${title} aria-label=${title} aria-current=${at(name)}>${icon(name)}</a>`)
        : nothing}
      <span class="gap"></span>
      <button
        role="switch"
        class="presence"
        aria-checked=${me.online}
        aria-label="Taking conversations"
        title="${me.name}: ${me.online ? "taking conversations" : "away"}"
        @click=${() => void this.present(desk, !me.online)}
      >
        <span aria-hidden="true">${initials(me.name)}</span>
      </button>
      <button
        role="switch"
        aria-checked=${!silent}
        aria-label="Sound"
        title=${silent ? "Sound is off" : "Sound is on"}
        @click=${() => this.flipSound()}
      >
        ${icon(silent ? "silent" : "sound")}
      </button>
      <button class="keys" title="Keyboard shortcuts (?)" aria-label="Keyboard shortcuts" @click=${() => (this.helping = true)}>${icon("keys")}</button>
      <button title="Sign out" aria-label="Sign out" @click=${() => void this.signOut()}>${icon("leave")}</button>
    </nav>`;
  }

  private async present(desk: Desk, online: boolean): Promise<void> {
    try {
      await desk.present(online);
      this.say(online ? "You take conversations." : "You are away: the shop counts on your colleagues.");
    } catch {
      this.say("That did not work. Try again.", true);
    }
  }

  private flipSound(): void {
    this.alert.silent = !this.alert.silent;
    if (!this.alert.silent) {
      this.alert.ring(); // so that one knows what to listen for
      void this.alert.ask();
    }
    this.requestUpdate();
  }

  private async signOut(): Promise<void> {
    await this.api.signOut().catch(() => undefined);
    this.left();
  }
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .map((part) => part.slice(0, 1))
    .join("")
    .slice(0, 2)
    .toUpperCase();
}
