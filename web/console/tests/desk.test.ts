import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Alert } from "../src/alert";
import { Api } from "../src/api";
import { Desk } from "../src/desk";
import type { Agent, Line, Page } from "../src/types";
import { line, Wire } from "./made";

const ME: Agent = { id: "me", name: "Bea", email: "bea@desk.example", role: "agent", active: true, online: true };
const mine = (change: Partial<Line> = {}): Line => line("c", { owner: "agent", agent: { id: "me", name: "Bea" }, ...change });
const waiting = (id: string): Line => line(id, { owner: "waiting", waiting_since: "2026-01-01T10:00:00Z" });

describe("the desk", () => {
  let desk: Desk;
  let stored: Line[];
  const alert = new Alert();
  const ring = vi.spyOn(alert, "ring").mockReturnValue();
  const hear = (now: Line): void => desk.receive({ type: "conversation", conversation: now });

  beforeEach(async () => {
    vi.stubGlobal("WebSocket", Wire);
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    ring.mockClear();
    const api = new Api();
    stored = [mine({ unread: 1 }), waiting("w")];
    vi.spyOn(api, "me").mockResolvedValue(ME);
    vi.spyOn(api, "lines").mockImplementation((view) => {
      const conversations = stored.filter(({ owner }) => owner === (view === "queue" ? "waiting" : "agent"));
      return Promise.resolve({ conversations, waiting: 1 });
    });
    vi.spyOn(api, "whole").mockReturnValue(new Promise(() => undefined));
    desk = new Desk(api, ME, alert);
    desk.receive({ type: "ready", agent: ME, waiting: 1 });
    await vi.waitUntil(() => desk.loaded);
  });
  afterEach(() => {
    desk.stop();
    vi.unstubAllGlobals();
  });

  it("counts in the title what waits for the agent", () => {
    expect(document.title).toMatch(/^\(2\)/);
    hear(mine());
    expect(document.title).toMatch(/^\(1\)/);
    desk.stop();
    expect(document.title).not.toMatch(/^\(/);
  });

  it("rings for who begins to wait and for what is unread, not for what stood there at sign-in", () => {
    expect(ring).not.toHaveBeenCalled();
    hear(waiting("new"));
    hear(mine({ unread: 2 }));
    expect(ring).toHaveBeenCalledTimes(2);
    hear(mine({ unread: 2 }));
    expect(ring).toHaveBeenCalledTimes(2);
  });

  it("is silent about the conversation that the agent is reading", () => {
    desk.open("c");
    hear(mine({ unread: 2 }));
    expect(ring).not.toHaveBeenCalled();
    vi.spyOn(document, "hasFocus").mockReturnValue(false);
    hear(mine({ unread: 3 }));
    expect(ring).toHaveBeenCalledOnce();
  });

  it("is silent about the queue for an agent who is away", () => {
    desk.me = { ...ME, online: false };
    hear(waiting("new"));
    expect(ring).not.toHaveBeenCalled();
    expect(desk.waiting).toBe(2);
  });

  it("reads a long list page by page, and what is searched for in the order of its finding", async () => {
    const pages: Record<string, Line[]> = { "": [line("a"), line("b")], more: [line("c")] };
    vi.spyOn(desk.api, "lines").mockImplementation((_, wanted, after = "") => {
      const found = wanted?.q === "lamp" ? [line("z", { updated_at: "2020-01-01T10:00:00Z" }), line("a")] : (pages[after] ?? []);
      return Promise.resolve({ conversations: found, waiting: 0, next: after === "" && wanted === undefined ? "more" : null });
    });
    await desk.show("all");
    expect(desk.more).toBe(true);
    await desk.readMore();
    expect([desk.more, desk.list("all").filter(({ owner }) => owner === "bot").length]).toEqual([false, 3]);
    await desk.search({ q: "lamp", language: "", rating: "" });
    expect(desk.list("all").map(({ id }) => id)).toEqual(["z", "a"]);
    await desk.search({ q: "", language: "", rating: "" });
    expect(desk.list("all").length).toBeGreaterThan(3);
  });

  it("does not show in one list what was found for another", async () => {
    let answer: (page: Page) => void = () => undefined;
    vi.spyOn(desk.api, "lines").mockReturnValue(new Promise((resolve) => (answer = resolve)));
    void desk.show("all");
    const searched = desk.search({ q: "lamp", language: "", rating: "" });
    await desk.show("queue");
    answer({ conversations: [line("z")], waiting: 0, next: "more" }); // the search's
    await searched;
    expect([desk.list("queue").map(({ id }) => id), desk.waiting, desk.more]).toEqual([["w"], 1, false]);
  });

  it("forgets after a lost line what is gone meanwhile", async () => {
    stored = [];
    desk.receive({ type: "ready", agent: ME, waiting: 0 });
    await vi.waitUntil(() => desk.waiting === 0);
    expect(desk.list("mine")).toEqual([]);
  });
});
