const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span as short as a badge: "40 s", "12 min", "3 h 5 min", "2 d". */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`;
  if (whole >= DAY) return `${Math.floor(whole / DAY)} d`;
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  return `${Math.floor(whole / HOUR)} h${minutes > 0 ? ` ${minutes} min` : ""}`;
}

export function secondsSince(at: string, now = Date.now()): number {
  return (now - new Date(at).getTime()) / 1000;
}

/** How long ago: "now", "5 min", "3 h", and a date for what is older than a day. */
export function ago(at: string, now = Date.now()): string {
  const seconds = secondsSince(at, now);
  if (Number.isNaN(seconds)) return "";
  if (seconds < MINUTE) return "now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h`;
  return day(at);
}

export function day(at: string): string {
  return new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short" });
}

export function clock(at: string): string {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** Day and time, for what is written out on hovering. */
export function full(at: string): string {
  return `${day(at)}, ${clock(at)}`;
}
