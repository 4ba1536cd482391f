import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Desk } from "./desk";
import { Follow } from "./follow";
import type { Deed } from "./keys";
import "./parts/deeds";
import type { Ending } from "./parts/deeds";
import "./parts/lines";
import "./parts/shopper";
import "./parts/thread";
import type { ThreadView } from "./parts/thread";
import { hashOf } from "./router";
import { theme } from "./theme";
import type { View } from "./types";

const PANEL = "desk.panel";
const WIDE = "(min-width: 1101px)";

/** The list, the open conversation and its shopper, side by side or, on a phone, one at a time. */
@customElement("desk-page")
export class DeskPage extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property() view: View = "queue";
  @property({ attribute: false }) open: string | null = null; // the attribute only says whether there is one
  @state() private panel = matchMedia(WIDE).matches && localStorage.getItem(PANEL) !== "no";
  @state() private ending: Ending | null = null;
  @query("desk-thread") private threadView!: ThreadView | null;

  static override styles = [
    theme,
    css`
      :host {
        display: grid;
        grid-template-columns: 312px minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr);
        height: 100%;
        position: relative;
      }
      :host([panel]) {
        grid-template-columns: 312px minmax(0, 1fr) 316px;
      }
      .nothing {
        display: grid;
        place-content: center;
        gap: 12px;
        padding: 30px;
        text-align: center;
        color: var(--soft);
      }
      .nothing h1 {
        color: var(--text);
      }
      kbd {
        padding: 0 6px;
        border: 1px solid var(--line);
        border-radius: 5px;
        background: var(--surface);
        font: 600 12.5px/1.6 ui-monospace, monospace;
      }
      @media (max-width: 1100px) {
        :host,
        :host([panel]) {
          grid-template-columns: 290px minmax(0, 1fr);
        }
        desk-shopper {
          position: absolute;
          inset-block: 0;
          inset-inline-end: 0;
          width: min(340px, 100%);
          box-shadow: var(--shadow);
          z-index: 6;
        }
      }
      @media (max-width: 640px) {
        :host,
        :host([panel]) {
          grid-template-columns: minmax(0, 1fr);
        }
        :host([open]) desk-lines,
        :host(:not([open])) .nothing {
          display: none;
        }
        desk-lines {
          border: 0;
        }
        desk-shopper {
          width: 100%;
        }
      }
    `,
  ];

  constructor() {
    super();
    new Follow(this, () => this.desk);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("view") || changed.has("desk")) void this.desk.show(this.view).catch(() => undefined);
    if (changed.has("open") || changed.has("desk")) {
      this.desk.open(this.open);
      this.ending = null;
      if (!matchMedia(WIDE).matches) this.panel = false;
    }
    this.toggleAttribute("open", this.open !== null);
    this.toggleAttribute("panel", this.panel && this.open !== null);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.open(null);
  }

  override render(): TemplateResult {
    const { desk } = this;
    return html`<desk-lines .desk=${desk} view=${this.view} .open=${this.open}></desk-lines>
      ${desk.thread === null
        ? this.welcome()
        : html`<desk-thread
              .desk=${desk}
              .thread=${desk.thread}
              view=${this.view}
              ?panel=${this.panel}
              @claim=${() => void this.claim()}
              @panel=${() => this.flipPanel()}
              @ending=${(event: CustomEvent<Ending>) => (this.ending = event.detail)}
            ></desk-thread>
            ${this.panel ? html`<desk-shopper .thread=${desk.thread} @closed=${() => this.flipPanel()}></desk-shopper>` : nothing}`}
      ${this.ending === null || desk.thread === null
        ? nothing
        : html`<desk-deeds
            .desk=${desk}
            conversation=${desk.thread.id}
            ending=${this.ending}
            @closed=${() => (this.ending = null)}
            @done=${(event: CustomEvent<string>) => this.done(event.detail)}
          ></desk-deeds>`}`;
  }

  private welcome(): TemplateResult {
    const { waiting, me } = this.desk;
    return html`<div class="nothing">
      <h1>${waiting === 0 ? "Nobody is waiting" : waiting === 1 ? "One shopper is waiting" : `${waiting} shoppers are waiting`}</h1>
      <p>${me.online ? "You take conversations." : "You are away: new ones go to your colleagues."}</p>
      ${waiting === 0
        ? nothing
        : html`<p><button class="button main" @click=${() => void this.claim()}>Claim the one that waits longest</button></p>`}
      <p class="small"><kbd>c</kbd> claims it, <kbd>?</kbd> shows all shortcuts</p>
    </div>`;
  }

  /** What a key asks for. */
  async do(deed: Deed): Promise<void> {
    const composer = this.threadView?.composer;
    switch (deed) {
      case "queue":
      case "mine":
        location.hash = hashOf({ page: "desk", view: deed, id: null });
        break;
      case "next":
      case "previous":
        this.step(deed === "next" ? 1 : -1);
        break;
      case "claim":
        await this.claim();
        break;
      case "reply":
      case "note":
        await composer?.write(deed);
        break;
      case "suggest":
        await composer?.suggest();
        break;
      case "product":
        composer?.find();
        break;
      case "transfer":
      case "back":
      case "close":
        if (this.desk.thread?.mine === true) this.ending = deed;
        break;
      case "panel":
        if (this.open !== null) this.flipPanel();
        break;
      case "help":
        break;
    }
  }

  private step(by: number): void {
    const lines = this.desk.list(this.view);
    const now = lines.findIndex(({ id }) => id === this.open);
    const next = lines[now < 0 ? (by > 0 ? 0 : lines.length - 1) : now + by];
    if (next !== undefined) location.hash = hashOf({ page: "desk", view: this.view, id: next.id });
  }

  /** Take the open conversation, or the one that has waited longest. */
  private async claim(): Promise<void> {
    const id = this.open ?? this.desk.list("queue")[0]?.id;
    if (id === undefined) {
      this.say("Nobody is waiting.");
      return;
    }
    try {
      await this.desk.claim(id);
      const thread = this.desk.open(id);
      location.hash = hashOf({ page: "desk", view: "mine", id });
      await thread?.load();
      void thread?.summarise();
      await this.updateComplete;
      await this.threadView?.updateComplete;
      await this.threadView?.composer?.write("reply");
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error), true);
      await this.desk.thread?.load();
    }
  }

  private done(outcome: string): void {
    this.ending = null;
    this.say(outcome);
    location.hash = hashOf({ page: "desk", view: "mine", id: null });
  }

  private flipPanel(): void {
    this.panel = !this.panel;
    localStorage.setItem(PANEL, this.panel ? "yes" : "no");
  }

  private say(text: string, bad = false): void {
    this.dispatchEvent(new CustomEvent("notice", { detail: { text, bad }, bubbles: true, composed: true }));
  }
}
