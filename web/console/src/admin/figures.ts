import { REASONS } from "../lines";

/** What the reports say, ready to be shown: the shapes of gateway/routes/admin/charts.py made into figures and plots. */

export interface Reports {
  days: string[];
  series: Record<string, number[]>;
  totals: Record<string, number | null>;
  reasons: Record<string, number>;
  categories: Record<string, number>;
  comments?: { conversation_id: string; rating: number; text: string; at: string }[];
}

export interface Figure {
  name: string;
  value: string;
}

/** One chart: rows of numbers over shared labels. `null` is a gap: nothing to average that day. */
export interface Plot {
  title: string;
  kind: "bar" | "line" | "across";
  stacked?: boolean;
  labels: string[];
  rows: { name: string; values: (number | null)[] }[];
}

export function figuresOf({ totals }: Reports): Figure[] {
  const count = (name: string): string => String(totals[name] ?? 0);
  return [
    { name: "Conversations", value: count("conversations") },
    { name: "Solved by the bot", value: percent(totals["share_solved_by_bot"]) },
    { name: "Handoffs", value: count("handoffs") },
    { name: "Usual wait", value: duration(totals["wait_seconds"]) },
    { name: "Usual time to answer", value: duration(totals["answer_seconds"]) },
    { name: "Rating", value: totals["rating"] == null ? "–" : `${totals["rating"].toFixed(1)} of 5` },
    { name: "Not understood", value: count("failed_turns") },
    { name: "Picks shown", value: count("recommended") },
    { name: "Picks clicked", value: share(totals["recommended_clicked"], totals["recommended"]) },
    { name: "Picks bought", value: share(totals["recommended_bought"], totals["recommended"]) },
  ];
}

export function plotsOf({ days, series, reasons, categories }: Reports): Plot[] {
  const labels = days.map((day) => new Date(`${day}T12:00:00`).toLocaleDateString("en-GB", { day: "numeric", month: "short" }));
  const of = (name: string): number[] => series[name] ?? days.map(() => 0);
  const solved = of("solved_by_bot");
  const plots: Plot[] = [
    {
      title: "Conversations",
      kind: "bar",
      stacked: true,
      labels,
      rows: [
        { name: "solved by the bot", values: solved },
        { name: "not solved by it", values: of("conversations").map((all, index) => all - (solved[index] ?? 0)) },
      ],
    },
    across("Why a person was called", Object.fromEntries(Object.entries(reasons).map(([why, count]) => [REASONS[why] ?? why, count])), "handoffs"),
    {
      title: "Minutes of waiting, the usual",
      kind: "line",
      labels,
      rows: [
        { name: "until an agent joins", values: of("wait_seconds").map(minutes) },
        { name: "until an agent answers", values: of("answer_seconds").map(minutes) },
      ],
    },
    { title: "Ratings, the mean of the day", kind: "line", labels, rows: [{ name: "stars", values: of("rating").map((mean) => mean || null) }] },
    { title: "Not understood", kind: "bar", labels, rows: [{ name: "answers", values: of("failed_turns") }] },
    {
      title: "Recommendations",
      kind: "line",
      labels,
      rows: [
        { name: "shown", values: of("recommended") },
        { name: "clicked", values: of("recommended_clicked") },
        { name: "bought", values: of("recommended_bought") },
      ],
    },
    across("What closed conversations were about", categories, "conversations"),
  ];
  return plots.filter((plot) => plot.labels.length > 0);
}

function across(title: string, counts: Record<string, number>, name: string): Plot {
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return { title, kind: "across", labels: sorted.map(([label]) => label), rows: [{ name, values: sorted.map(([, count]) => count) }] };
}

function minutes(seconds: number): number | null {
  return seconds === 0 ? null : Math.round(seconds / 6) / 10;
}

function percent(value: number | null | undefined): string {
  return value == null ? "–" : `${Math.round(value * 100)} %`;
}

function share(part: number | null | undefined, whole: number | null | undefined): string {
  return whole ? `${part ?? 0} (${percent((part ?? 0) / whole)})` : String(part ?? 0);
}

/** Seconds as a person would say them. */
export function duration(seconds: number | null | undefined): string {
  if (seconds == null) return "–";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
