import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { pageStyles, theme } from "../theme";
import "./chart";
import { figuresOf, plotsOf, type Reports } from "./figures";
import { Page } from "./page";
import { adminStyles } from "./styles";

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
    return html`${this.head("Reports", choice)}
      ${reports === null
        ? nothing
        : html`<dl class="figures">
              ${figuresOf(reports).map(({ name, value }) => html`<div class="panel"><dt class="soft small">${name}</dt><dd>${value}</dd></div>`)}
            </dl>
            <div class="plots">${plotsOf(reports).map((plot) => html`<admin-chart class="panel card" .plot=${plot}></admin-chart>`)}</div>`}`;
  }

  private async choose(days: number): Promise<void> {
    this.days = days;
    await this.attempt(() => this.load());
  }
}
