import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { icon } from "../icons";
import { pageStyles, theme } from "../theme";
import { Page } from "./page";
import { adminStyles } from "./styles";
import { DAYS, nextSpan, normal, usualWeek, withDay, type Hours, type Outlook, type Span } from "./week";

interface Country {
  code: string;
  subdivisions: string[];
}

const PAUSE = 400; // ms after a change, before the gateway is asked what it comes to

/** When the desk is open: hours by weekday, a country's public holidays, and days of the shop's own. */
@customElement("admin-hours")
export class OpeningHours extends Page {
  @state() private hours: Hours | null = null;
  @state() private countries: Country[] = [];
  @state() private outlook: Outlook | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    theme,
    pageStyles,
    adminStyles,
    css`
      .day {
        display: grid;
        grid-template-columns: 110px 1fr;
        gap: 6px 12px;
        align-items: start;
        padding: 8px 0;
        border-bottom: 1px solid var(--line);
      }
      .day h3 {
        padding-top: 8px;
      }
      .spans {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
        align-items: center;
      }
      .span {
        display: inline-flex;
        align-items: center;
        gap: 6px;
      }
      .span input {
        width: 132px;
      }
      .dates {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      @media (max-width: 640px) {
        .day {
          grid-template-columns: 1fr;
        }
        .day h3 {
          padding-top: 0;
        }
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected async load(): Promise<void> {
    const [hours, { countries }] = await Promise.all([
      this.api.call<Hours>("GET", "/api/admin/hours"),
      this.api.call<{ countries: Country[] }>("GET", "/api/admin/countries"),
    ]);
    this.hours = normal(hours);
    this.countries = countries;
    await this.look();
  }

  override render(): TemplateResult {
    const { hours } = this;
    const save = html`<button class="button main" form="hours" ?disabled=${this.busy} @click=${() => void this.save()}>Save</button>`;
    return html`${this.head("Opening hours", hours === null ? nothing : save)}
      ${hours === null
        ? nothing
        : html`<div class="list">${this.now()} ${this.week(hours)} ${this.holidays(hours)} ${this.closures(hours)}</div>`}`;
  }

  private now(): TemplateResult | typeof nothing {
    const { outlook } = this;
    if (outlook === null) return nothing;
    const opening = outlook.next_opening === null ? "" : ` Opens ${moment(outlook.next_opening)}.`;
    return html`<p class="intro" role="status">
      ${outlook.open
        ? html`<span class="tag">Open now</span> by these hours.`
        : html`<span class="tag wait">Closed now</span> by these hours.${opening}`}
    </p>`;
  }

  private week(hours: Hours): TemplateResult {
    const zones = Intl.supportedValuesOf("timeZone");
    return html`<section class="panel card list" aria-label="Week">
      <div class="two">
        <label class="field"
          >Time zone<select @change=${(event: Event) => this.change({ timezone: valueOf(event) })}>
            ${[...new Set(["UTC", hours.timezone, ...zones])].map((zone) => html`<option .selected=${zone === hours.timezone}>${zone}</option>`)}
          </select></label
        >
        <label class="check"
          ><input
            type="checkbox"
            .checked=${hours.week === null}
            @change=${(event: Event) => this.change({ week: (event.target as HTMLInputElement).checked ? null : usualWeek() })}
          />Open at all hours</label
        >
      </div>
      ${hours.week === null ? nothing : html`<div>${hours.week.map((spans, day) => this.day(hours.week ?? [], spans, day))}</div>`}
    </section>`;
  }

  private day(week: Span[][], spans: Span[], day: number): TemplateResult {
    const name = DAYS[day] ?? "";
    const set = (changed: Span[]): void => this.change({ week: withDay(week, day, changed) });
    return html`<div class="day" role="group" aria-label=${name}>
      <h3>${name}</h3>
      <div class="spans">
        ${spans.length === 0 ? html`<span class="soft">Closed</span>` : nothing}
        ${spans.map(
          ([opens, closes], index) => html`<span class="span">
            <input
              type="time"
              required
              aria-label="${name} from"
              .value=${opens}
              @change=${(event: Event) => set(spans.with(index, [valueOf(event), closes]))}
            />–<input
              type="time"
              required
              aria-label="${name} until"
              .value=${closes}
              @change=${(event: Event) => set(spans.with(index, [opens, valueOf(event)]))}
            />
            <button class="button plain" aria-label="Remove ${opens} to ${closes} on ${name}" @click=${() => set(spans.toSpliced(index, 1))}>
              ${icon("cross")}
            </button>
          </span>`,
        )}
        <button class="button" aria-label="Add hours on ${name}" @click=${() => set([...spans, nextSpan(spans)])}>Add hours</button>
      </div>
    </div>`;
  }

  private holidays(hours: Hours): TemplateResult {
    const parts = this.countries.find(({ code }) => code === hours.country)?.subdivisions ?? [];
    const days = this.outlook?.holidays ?? [];
    return html`<section class="panel card list" aria-labelledby="holidays">
      <h2 id="holidays">Public holidays</h2>
      <div class="two">
        <label class="field"
          >Country<select @change=${(event: Event) => this.change({ country: valueOf(event) || null, subdivision: null })}>
            <option value="" .selected=${hours.country === null}>None</option>
            ${this.countries.map(({ code }) => html`<option value=${code} .selected=${code === hours.country}>${countryName(code)}</option>`)}
          </select></label
        >
        ${parts.length === 0
          ? nothing
          : html`<label class="field"
              >Region<select @change=${(event: Event) => this.change({ subdivision: valueOf(event) || null })}>
                <option value="" .selected=${hours.subdivision === null}>The whole country</option>
                ${parts.map((part) => html`<option .selected=${part === hours.subdivision}>${part}</option>`)}
              </select></label
            >`}
      </div>
      ${hours.country === null
        ? nothing
        : html`<ul class="dates" aria-label="Coming holidays">
            ${days.map(({ date, name }) => html`<li class="tag quiet">${day(date)}: ${name}</li>`)}
          </ul>`}
    </section>`;
  }

  private closures(hours: Hours): TemplateResult {
    return html`<section class="panel card list" aria-labelledby="closures">
      <h2 id="closures">Other days closed</h2>
      <ul class="dates">
        ${hours.closed.map(
          (date) => html`<li class="tag quiet">
            ${day(date)}
            <button aria-label="Open on ${day(date)}" @click=${() => this.change({ closed: hours.closed.filter((other) => other !== date) })}>
              ${icon("cross")}
            </button>
          </li>`,
        )}
      </ul>
      <form class="row" @submit=${(event: SubmitEvent) => this.close(event, hours)}>
        <label class="field">Day<input type="date" name="date" required /></label>
        <button class="button">Close on that day</button>
      </form>
    </section>`;
  }

  private close(event: SubmitEvent, hours: Hours): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const date = new FormData(form).get("date") as string;
    if (date === "") return;
    this.change({ closed: [...new Set([...hours.closed, date])].sort() });
    form.reset();
  }

  private change(change: Partial<Hours>): void {
    if (this.hours === null) return;
    this.hours = { ...this.hours, ...change };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.attempt(() => this.look()), PAUSE);
  }

  /** What the hours on the page come to; the gateway refuses those that make no sense. */
  private async look(): Promise<void> {
    this.outlook = await this.api.call<Outlook>("POST", "/api/admin/hours/outlook", this.hours);
  }

  private async save(): Promise<void> {
    await this.attempt(async () => {
      this.hours = normal(await this.api.call<Hours>("PUT", "/api/admin/hours", this.hours));
    }, "Saved; shoppers are told by these hours from now on.");
  }
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}

function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(["en"], { type: "region" }).of(code) ?? code;
  } catch {
    return code; // a code that is no ISO region
  }
}

function day(date: string): string {
  return new Date(`${date}T12:00:00`).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

function moment(at: string): string {
  return new Date(at).toLocaleString("en-GB", { weekday: "long", hour: "2-digit", minute: "2-digit" });
}
