import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api, ApiError } from "../src/api";
import { Drafts } from "../src/drafts";
import { Thread } from "../src/thread";
import type { DeskMessage, Whole } from "../src/types";
import { line } from "./made";

function message(id: string, author: DeskMessage["author"], text: string, at = "10:00:00"): DeskMessage {
  const created_at = `2026-01-01T${at}Z`;
  return { id, conversation_id: "c", author, text, cards: [], quick_replies: [], sources: [], created_at };
}

function whole(messages: DeskMessage[]): Whole {
  return {
    conversation: line("c", { owner: "agent", agent: { id: "me", name: "Me" }, unread: 1 }),
    messages,
    notes: [],
    shopper: {
      id: "s",
      known: false,
      name: null,
      email: null,
      profile: { tastes: [], price_low: null, price_high: null, brands: [], sizes: [], last_seen: null },
      events: [],
      orders: [],
      cart: { lines: [], total: 0, currency: "EUR" },
    },
    changes: [],
    slots: {},
  };
}

class Shelf {
  private values = new Map<string, string>();
  getItem = (key: string): string | null => this.values.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.values.set(key, value);
  removeItem = (key: string): void => void this.values.delete(key);
}

describe("a conversation at the desk", () => {
  let api: Api;
  let drafts: Drafts;
  let thread: Thread;
  const texts = (): string[] => thread.entries.map((entry) => (entry.kind === "note" ? `(${entry.note.text})` : entry.message.text));

  beforeEach(async () => {
    api = new Api();
    drafts = new Drafts(new Shelf());
    thread = new Thread("c", api, drafts, "me");
    vi.spyOn(api, "whole").mockImplementation(() => Promise.resolve(whole([message("m1", "shopper", "hello")])));
    await thread.load();
  });
  afterEach(() => {
    thread.stop();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("shows what was sent once, whichever comes first, the line or the answer", async () => {
    vi.spyOn(api, "say").mockImplementation((_, { client_id }) => {
      const sent = message("m2", "agent", "hi", "10:00:01");
      thread.receive({ type: "message", conversation_id: "c", message: sent, client_id });
      return Promise.resolve(sent);
    });
    await thread.say("hi");
    expect(texts()).toEqual(["hello", "hi"]);
    expect(drafts.unsent("c")).toEqual([]);
  });

  it("keeps what could not be sent, and sends it again under the same id", async () => {
    const say = vi.spyOn(api, "say").mockRejectedValueOnce(new ApiError(503, "unavailable", "down"));
    await thread.say("hi");
    const failed = thread.messages.find(({ state }) => state === "failed");
    expect(failed?.text).toBe("hi");
    say.mockResolvedValueOnce(message("m2", "agent", "hi", "10:00:01"));
    if (failed !== undefined) await thread.retry(failed);
    expect(say.mock.calls[1]?.[1].client_id).toBe(say.mock.calls[0]?.[1].client_id);
    expect(thread.messages.map(({ id, state }) => [id, state])).toEqual([["m1", undefined], ["m2", undefined]]);
  });

  it("sends after a reload what the page before left unsent", async () => {
    drafts.add("c", { client_id: "k1", text: "one moment" });
    const say = vi.spyOn(api, "say").mockResolvedValue(message("m2", "agent", "one moment", "10:00:01"));
    await thread.load();
    expect(say).toHaveBeenCalledExactlyOnceWith("c", { client_id: "k1", text: "one moment" });
    expect(texts()).toEqual(["hello", "one moment"]);
    expect(drafts.unsent("c")).toEqual([]);
  });

  it("grows what the bot streams and then takes the whole", () => {
    thread.receive({ type: "delta", conversation_id: "c", message_id: "m2", text: "A warm " });
    thread.receive({ type: "delta", conversation_id: "c", message_id: "m2", text: "jacket." });
    expect(texts()).toEqual(["hello", "A warm jacket."]);
    thread.receive({ type: "message", conversation_id: "c", message: message("m2", "bot", "A warm jacket. Blue.", "10:00:02") });
    expect(texts()).toEqual(["hello", "A warm jacket. Blue."]);
  });

  it("keeps what the bot understood when a live frame repeats the message without it", () => {
    const understood = { intent: "greet", confidence: 1, entities: {} };
    thread.messages = [{ ...message("m1", "shopper", "hello"), understood }];
    thread.receive({ type: "message", conversation_id: "c", message: message("m1", "shopper", "hello") });
    expect(thread.messages[0]?.understood).toEqual(understood);
  });

  it("puts notes where they belong in time, each once", () => {
    const note = { id: 1, agent: "Bea", text: "a regular", created_at: "2026-01-01T10:00:30Z" };
    thread.receive({ type: "note", conversation_id: "c", note });
    thread.receive({ type: "note", conversation_id: "c", note });
    thread.receive({ type: "message", conversation_id: "c", message: message("m2", "shopper", "still there?", "10:01:00") });
    expect(texts()).toEqual(["hello", "(a regular)", "still there?"]);
  });

  it("keeps what came while a reading was long on its way", async () => {
    const old = whole([message("m1", "shopper", "hello")]);
    let answer: (whole: Whole) => void = () => undefined;
    vi.spyOn(api, "whole").mockReturnValueOnce(new Promise((done) => (answer = done)));
    const reading = thread.load();
    const note = { id: 1, agent: "Bea", text: "a regular", created_at: "2026-01-01T10:00:30Z" };
    thread.receive({ type: "note", conversation_id: "c", note });
    thread.receive({ type: "message", conversation_id: "c", message: message("m2", "shopper", "well?", "10:01:00") });
    thread.receive({ type: "conversation", conversation: line("c", { owner: "closed", updated_at: "2026-01-01T10:02:00Z" }) });
    answer(old);
    await reading;
    expect(texts()).toEqual(["hello", "(a regular)", "well?"]);
    expect(thread.line?.owner).toBe("closed");
  });

  it("does not leave a typing sign standing for ever", () => {
    vi.useFakeTimers();
    thread.receive({ type: "typing", conversation_id: "c", author: "shopper", on: true });
    expect(thread.typing).toBe("shopper");
    vi.advanceTimersByTime(60_000);
    expect(thread.typing).toBeNull();
  });

  it("says what was read, once", async () => {
    const read = vi.spyOn(api, "read").mockResolvedValue();
    await thread.seen();
    await thread.seen();
    expect(read).toHaveBeenCalledExactlyOnceWith("c", "m1");
  });
});
