import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api, ApiError } from "../src/api";
import { Conversation } from "../src/conversation";
import { SessionKeeper } from "../src/session";
import type { Message } from "../src/types";

function message(id: string, author: Message["author"], text: string, at: string): Message {
  return { id, conversation_id: "c", author, text, cards: [], quick_replies: [], sources: [], created_at: at };
}

class Shelf {
  private values = new Map<string, string>();
  getItem = (key: string): string | null => this.values.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.values.set(key, value);
  removeItem = (key: string): void => void this.values.delete(key);
}

describe("a conversation", () => {
  let api: Api;
  let conversation: Conversation;

  beforeEach(() => {
    api = new Api("http://shop.example");
    conversation = new Conversation(api, new SessionKeeper(api, new Shelf()));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("shows a message once when the line is faster than the answer", async () => {
    vi.spyOn(api, "send").mockImplementation((body) => {
      conversation.receive({ type: "message", message: message("m1", "shopper", "hello", "2026-01-01T10:00:00Z"), client_id: body.client_id });
      return Promise.resolve({ message_id: "m1" });
    });
    await conversation.send("hello");
    expect(conversation.messages.map((m) => [m.id, m.state])).toEqual([["m1", undefined]]);
  });

  it("keeps the gateway's order whatever order things arrive in", () => {
    conversation.receive({ type: "message", message: message("b", "bot", "second", "2026-01-01T10:00:02Z") });
    conversation.receive({ type: "message", message: message("a", "shopper", "first", "2026-01-01T10:00:01Z") });
    expect(conversation.messages.map((m) => m.text)).toEqual(["first", "second"]);
  });

  it("grows a streamed message and then takes the whole", () => {
    conversation.receive({ type: "delta", message_id: "m", text: "A warm " });
    conversation.receive({ type: "delta", message_id: "m", text: "jacket." });
    expect(conversation.messages[0]?.text).toBe("A warm jacket.");
    conversation.receive({ type: "message", message: message("m", "bot", "A warm jacket. Blue.", "2026-01-01T10:00:00Z") });
    expect(conversation.messages.map((m) => m.text)).toEqual(["A warm jacket. Blue."]);
  });

  it("marks what could not be sent and sends it again under the same id", async () => {
    const send = vi.spyOn(api, "send").mockRejectedValueOnce(new ApiError(503, "overloaded", "busy"));
    await conversation.send("hello");
    const failed = conversation.messages[0];
    expect(failed?.state).toBe("failed");
    send.mockResolvedValueOnce({ message_id: "m1" });
    if (failed !== undefined) await conversation.retry(failed);
    expect(send.mock.calls[0]?.[0].client_id).toBe(send.mock.calls[1]?.[0].client_id);
    expect(conversation.messages.map((m) => [m.id, m.state])).toEqual([["m1", undefined]]);
  });

  it("does not leave a typing sign standing for ever", () => {
    vi.useFakeTimers();
    conversation.receive({ type: "typing", author: "bot", on: true });
    expect(conversation.typing).toBe("bot");
    vi.advanceTimersByTime(60_000);
    expect(conversation.typing).toBeNull();
  });
});
