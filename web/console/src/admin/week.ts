/** Opening hours as the gateway keeps them, and as the form shows them. */

export type Span = [string, string];

export interface Hours {
  timezone: string;
  /** From Monday on; null: open at all hours. */
  week: Span[][] | null;
  country: string | null;
  subdivision: string | null;
  closed: string[];
}

/** What the hours come to: open now or from when, and the days that they close. */
export interface Outlook {
  open: boolean;
  next_opening: string | null;
  holidays: { date: string; name: string }[];
}

export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
export const USUAL: Span = ["09:00", "17:00"];

/** "09:00:00" and "09:00" are the same to a form. */
export function normal(hours: Hours): Hours {
  const week = hours.week?.map((spans) => spans.map(([opens, closes]): Span => [opens.slice(0, 5), closes.slice(0, 5)])) ?? null;
  return { ...hours, week };
}

/** The week with one day's spans replaced. */
export function withDay(week: Span[][], day: number, spans: Span[]): Span[][] {
  return week.map((old, index) => (index === day ? spans : old));
}

/** Monday to Friday by the usual hours: what the form starts with. */
export function usualWeek(): Span[][] {
  return DAYS.map((_, day) => (day < 5 ? [USUAL] : []));
}

/** A span after the day's last one, an hour's pause between, within the day. */
export function nextSpan(spans: Span[]): Span {
  const last = spans.at(-1);
  if (last === undefined) return USUAL;
  const opens = Math.min(Number(last[1].slice(0, 2)) + 1, 22);
  return [clock(opens), clock(Math.min(opens + 4, 23))];
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}
