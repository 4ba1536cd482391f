import type { Line } from "../src/types";

/** A line of a list as the gateway sends one. */
export function line(id: string, change: Partial<Line> = {}): Line {
  return {
    id,
    owner: "bot",
    agent: null,
    shopper: { id: `s_${id}`, known: false, name: null, email: null },
    language: "en",
    waiting_since: null,
    unread: 0,
    last: null,
    why: "",
    category: null,
    rating: null,
    updated_at: "2026-01-01T10:00:00Z",
    ...change,
  };
}
