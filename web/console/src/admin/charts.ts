import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { hashOf } from "../router";
import { pageStyles, theme } from "../theme";
import { day } from "../time";
import "./chart";
import { figuresOf, plotsOf, type Reports } from "./figures";
import { Page } from "./page";
import { adminStyles } from "./styles";

/** Honest figures say what they mean. */
const DEFINITIONS = [
  ["Solved by the bot", "No person was called or came, every message was understood and had an answer, and the shopper did not write again after an hour of silence and within seven days. In doubt it is not solved."],
  ["Usual wait, usual time to answer", "The median: half of the shoppers waited less. The answer is timed from the first message that an agent had not answered yet."],
  ["Not understood", "Answers in which the bot said that it did not understand, or could not answer at all."],
  ["Picks", "Cards with a reason that were shown; clicked or bought within a day by the same shopper. Who agreed to nothing is not counted."],
] as const;
const SPANS = [7, 30, 90];

/** How the desk and the bot do: figures of the span, and a chart for each question. */
@customElement("admin-charts")
export class ChartsPage extends Page {
  @state() private reports: Reports | null = null;
  @state() private days = 30;

  static override styles = [
    theme,
    pageStyles,
    adminStyles,
    css`
      .figures {
        display: grid;
        gap: 10px;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
      }
      .figures div {
        padding: 12px 14px;
        display: flex;
        flex-direction: column-reverse;
        justify-content: flex-end;
      }
      .figures dd {
        font-size: 22px;
        font-weight: 650;
        line-height: 1.3;
        font-variant-numeric: tabular-nums;
      }
      .intro {
        margin: 12px 0;
      }
      .said {
        display: grid;
        gap: 2px 16px;
        grid-template-columns: max-content 1fr;
        margin-top: 8px;
      }
      .said dt {
        font-weight: 500;
      }
      @media (max-width: 640px) {
        .said {
          grid-template-columns: 1fr;
        }
      }
      .plots {
        display: grid;
        gap: 12px;
        margin-top: 12px;
        grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr));
      }
    `,
  ];

  protected async load(): Promise<void> {
    this.reports = await this.api.call<Reports>("GET", `/api/admin/charts?days=${this.days}`);
  }

  override render(): TemplateResult {
    const { reports } = this;
    const choice = html`<label class="row"
      ><span>Last</span
      ><select @change=${(event: Event) => void this.choose(Number((event.target as HTMLSelectElement).value))}>
        ${SPANS.map((days) => html`<option value=${days} .selected=${days === this.days}>${days} days</option>`)}
      </select></label
    >`;
    const table = html`<a class="button" href="/api/admin/charts.csv?days=${this.days}" download>As a table (CSV)</a>`;
    return html`${this.head("Reports", html`${choice} ${table}`)}
      ${reports === null
        ? nothing
        : html`<dl class="figures">
              ${figuresOf(reports).map(({ name, value }) => html`<div class="panel"><dt class="soft small">${name}</dt><dd>${value}</dd></div>`)}
            </dl>
            <details class="intro">
              <summary>What is counted, and how</summary>
              <dl class="said">${DEFINITIONS.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
            </details>
            ${this.comments(reports.comments ?? [])}
            <div class="plots">${plotsOf(reports).map((plot) => html`<admin-chart class="panel card" .plot=${plot}></admin-chart>`)}</div>`}`;
  }

  private comments(found: NonNullable<Reports["comments"]>): TemplateResult | typeof nothing {
    if (found.length === 0) return nothing;
    return html`<section class="panel card" aria-labelledby="said">
      <h2 id="said">What shoppers wrote with their ratings</h2>
      <ul class="list">
        ${found.map(
          ({ conversation_id: id, rating, text, at }) => html`<li>
            <span class="tag wait">${"★".repeat(rating)}<span class="hidden">${rating} of 5</span></span> <span dir="auto">${text}</span>
            <a class="small" href=${hashOf({ page: "desk", view: "all", id })}>${day(at)}, the conversation</a>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  private async choose(days: number): Promise<void> {
    this.days = days;
    await this.attempt(() => this.load());
  }
}
