/** Times as people of a language write them. */
export function clock(at: string, language: string): string {
  return format(at, language, { hour: "2-digit", minute: "2-digit" });
}

export function day(at: string, language: string): string {
  return format(at, language, { day: "numeric", month: "short" });
}

/** "Today", "Yesterday", or the date with its weekday. */
export function dayLine(at: string, language: string, now = new Date()): string {
  const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((midnight(new Date(at)) - midnight(now)) / 86_400_000);
  if (days < -1 || days > 0) return format(at, language, { weekday: "long", day: "numeric", month: "long" });
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
  return words.slice(0, 1).toLocaleUpperCase(language) + words.slice(1);
}

/** The local date, to tell days apart. */
export function dateOf(at: string): string {
  return new Date(at).toDateString();
}

function format(at: string, language: string, how: Intl.DateTimeFormatOptions): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : new Intl.DateTimeFormat(language, how).format(date);
}
