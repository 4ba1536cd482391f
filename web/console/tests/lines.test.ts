import { describe, expect, it } from "vitest";
import { listOf, nameOf, newsOf, todo } from "../src/lines";
import type { Line } from "../src/types";
import { line } from "./made";

const waiting = (id: string, since: string): Line => line(id, { owner: "waiting", waiting_since: since, unread: 2 });
const with_ = (agent: string, change: Partial<Line> = {}): Line =>
  line("c", { owner: "agent", agent: { id: agent, name: agent }, ...change });

describe("the lists", () => {
  it("put who has waited longest first, and the latest first elsewhere", () => {
    const lines = [
      waiting("late", "2026-01-01T10:05:00Z"),
      waiting("early", "2026-01-01T10:01:00Z"),
      line("old", { updated_at: "2026-01-01T09:00:00Z" }),
      line("new", { owner: "closed", updated_at: "2026-01-01T11:00:00Z" }),
    ];
    expect(listOf(lines, "queue", "me").map(({ id }) => id)).toEqual(["early", "late"]);
    expect(listOf(lines, "all", "me").map(({ id }) => id)).toEqual(["new", "late", "early", "old"]);
    expect(listOf(lines, "closed", "me").map(({ id }) => id)).toEqual(["new"]);
  });

  it("tell mine from a colleague's", () => {
    const lines = [with_("me"), { ...with_("you"), id: "d" }];
    expect(listOf(lines, "mine", "me").map(({ id }) => id)).toEqual(["c"]);
  });
});

describe("news", () => {
  it("is somebody who begins to wait, once", () => {
    const now = waiting("c", "2026-01-01T10:00:00Z");
    expect(newsOf(line("c"), now, "me")).toBe("waiting");
    expect(newsOf(undefined, now, "me")).toBe("waiting");
    expect(newsOf(now, { ...now, unread: 5 }, "me")).toBeNull();
  });

  it("is what a colleague passed to me, not what I claimed", () => {
    expect(newsOf(with_("you"), with_("me", { why: "transferred" }), "me")).toBe("given");
    expect(newsOf(waiting("c", "2026-01-01T10:00:00Z"), with_("me", { why: "claimed" }), "me")).toBeNull();
  });

  it("is a new message in mine, not in a colleague's", () => {
    expect(newsOf(with_("me"), with_("me", { unread: 1 }), "me")).toBe("message");
    expect(newsOf(with_("me", { unread: 1 }), with_("me"), "me")).toBeNull();
    expect(newsOf(with_("you"), with_("you", { unread: 1 }), "me")).toBeNull();
  });
});

it("counts who waits and what is unread in mine", () => {
  const lines = [waiting("a", ""), with_("me", { unread: 3 }), with_("you", { unread: 9 }), line("b", { unread: 4 })];
  expect(todo(lines, "me")).toBe(4);
});

it("calls a shopper by the best that is known", () => {
  const shopper = { id: "s_12ab34", known: true, name: "Maya", email: "maya@example.com" };
  expect(nameOf({ shopper })).toBe("Maya");
  expect(nameOf({ shopper: { ...shopper, name: null } })).toBe("maya@example.com");
  expect(nameOf({ shopper: { ...shopper, name: null, email: null } })).toBe("Guest ab34");
});
