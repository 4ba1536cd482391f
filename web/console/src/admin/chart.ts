import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartConfiguration,
} from "chart.js";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { theme } from "../theme";
import type { Plot } from "./figures";

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip);

const COLOURS = ["--accent", "--wait", "--bad"];

/** One plot, drawn by Chart.js; the same numbers stand in a table for whoever cannot see it. */
@customElement("admin-chart")
export class PlotView extends LitElement {
  @property({ attribute: false }) plot!: Plot;
  @query("canvas") private canvas!: HTMLCanvasElement | null;
  private chart: Chart | null = null;
  private readonly dark = matchMedia("(prefers-color-scheme: dark)");

  static override styles = [
    theme,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .canvas {
        position: relative;
        height: 220px;
        margin-top: 8px;
      }
      summary {
        cursor: pointer;
        margin-top: 8px;
      }
      .table {
        max-height: 260px;
        overflow: auto;
      }
      table {
        border-collapse: collapse;
        width: 100%;
        font-size: 13px;
      }
      th,
      td {
        padding: 3px 8px;
        text-align: start;
        font-weight: 400;
        border-bottom: 1px solid var(--line);
      }
      thead th {
        font-weight: 600;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.dark.addEventListener("change", this.draw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.dark.removeEventListener("change", this.draw);
    this.chart?.destroy();
    this.chart = null;
  }

  override render(): TemplateResult {
    const { plot } = this;
    const empty = plot.rows.every(({ values }) => values.every((value) => !value));
    return html`<h2 id="title">${plot.title}</h2>
      ${empty
        ? html`<p class="canvas soft">Nothing to show yet.</p>`
        : html`<div class="canvas"><canvas role="img" aria-label="Chart: ${plot.title}"></canvas></div>
            <details>
              <summary class="soft small">As a table</summary>
              <div class="table" tabindex="0" role="region" aria-labelledby="title">${this.table()}</div>
            </details>`}`;
  }

  private table(): TemplateResult {
    const { labels, rows } = this.plot;
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${this.plot.kind === "across" ? "What" : "Day"}</th>
          ${rows.map(({ name }) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${labels.map(
          (label, index) => html`<tr>
            <th scope="row">${label}</th>
            ${rows.map(({ values }) => html`<td>${values[index] ?? "–"}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  override updated(): void {
    this.draw();
  }

  private readonly draw = (): void => {
    this.chart?.destroy();
    const context = this.canvas?.getContext("2d") ?? null;
    this.chart = context === null ? null : new Chart(context, this.configuration());
  };

  private configuration(): ChartConfiguration<"bar" | "line"> {
    const { kind, labels, rows, stacked = false } = this.plot;
    const style = getComputedStyle(this);
    const token = (name: string): string => style.getPropertyValue(name).trim();
    const grid = { color: token("--line") };
    const ticks = { color: token("--soft"), maxRotation: 0, autoSkipPadding: 12 };
    const counted = { ...ticks, precision: 0 };
    const isAcross = kind === "across";
    return {
      type: kind === "line" ? "line" : "bar",
      data: {
        labels: isAcross ? labels.map((label) => (label.length > 34 ? `${label.slice(0, 33)}…` : label)) : labels,
        datasets: rows.map(({ name, values }, index) => {
          const colour = token(COLOURS[index % COLOURS.length] ?? "--accent");
          return {
            label: name,
            data: values,
            backgroundColor: colour,
            borderColor: colour,
            borderWidth: kind === "line" ? 2 : 0,
            borderRadius: 3,
            maxBarThickness: 28,
            pointRadius: 2,
            spanGaps: true,
          };
        }),
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        indexAxis: isAcross ? "y" : "x",
        scales: {
          x: { stacked, grid: isAcross ? grid : { display: false }, ticks: isAcross ? counted : ticks, beginAtZero: true },
          y: { stacked, grid: isAcross ? { display: false } : grid, ticks: isAcross ? ticks : counted, beginAtZero: true },
        },
        plugins: { legend: { display: rows.length > 1, position: "bottom", labels: { color: token("--text"), boxWidth: 12 } } },
      },
    };
  }
}
