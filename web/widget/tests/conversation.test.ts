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

const session = { token: "t1", conversation_id: "c", expires_at: new Date(Date.now() + 60_000).toISOString() };

describe("a conversation", () => {
  let shelf: Shelf;
  let api: Api;
  let conversation: Conversation;

  beforeEach(() => {
    api = new Api("http://shop.example");
    shelf = new Shelf();
    conversation = new Conversation(api, new SessionKeeper(api, shelf));
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
    if (failed !== undefined) await conversation.retry(failed.id);
    expect(send.mock.calls[0]?.[0].client_id).toBe(send.mock.calls[1]?.[0].client_id);
    expect(conversation.messages.map((m) => [m.id, m.state])).toEqual([["m1", undefined]]);
  });

  it("waits as long as a busy shop asks, and says so", async () => {
    vi.useFakeTimers();
    const send = vi.spyOn(api, "send").mockRejectedValueOnce(new ApiError(503, "overloaded", "busy", 4));
    send.mockRejectedValueOnce(new ApiError(429, "too_many", "slow down", 2)).mockResolvedValue({ message_id: "m1" });
    await conversation.send("hello");
    expect(conversation.messages[0]?.state).toBe("waiting");
    await vi.advanceTimersByTimeAsync(3900);
    expect(send).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(new Set(send.mock.calls.map(([body]) => body.client_id)).size).toBe(1);
    expect(conversation.messages.map((m) => [m.id, m.state])).toEqual([["m1", undefined]]);
  });

  it("leaves a message to the shopper when the shop stays busy", async () => {
    vi.useFakeTimers();
    vi.spyOn(api, "send").mockRejectedValue(new ApiError(503, "overloaded", "busy", 1));
    await conversation.send("hello");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(conversation.messages[0]?.state).toBe("failed");
  });

  it("fetches an answer that came before the line was ready", async () => {
    vi.spyOn(api, "send").mockResolvedValue({ message_id: "m1" });
    const incoming = vi.fn();
    conversation.addEventListener("incoming", incoming);
    await conversation.send("hello");
    const said = message("m1", "shopper", "hello", "2026-01-01T10:00:00Z");
    vi.spyOn(api, "history").mockResolvedValue([said, message("m2", "bot", "Hi!", "2026-01-01T10:00:01Z")]);
    conversation.receive({ type: "ready", conversation_id: "c", owner: { owner: "bot" } });
    await vi.waitFor(() => expect(conversation.messages.map((m) => m.text)).toEqual(["hello", "Hi!"]));
    expect(incoming).toHaveBeenCalledTimes(1);
  });

  it("tries again as the quick reply that it was, and by itself once the line is back", async () => {
    const send = vi.spyOn(api, "send").mockRejectedValueOnce(new TypeError("Failed to fetch"));
    await conversation.send("Yes", { payload: "q_1" });
    send.mockResolvedValueOnce({ message_id: "m1" });
    vi.spyOn(api, "history").mockResolvedValue([]);
    conversation.receive({ type: "ready", conversation_id: "c", owner: { owner: "bot" } });
    await vi.waitFor(() => expect(conversation.messages.map((m) => [m.id, m.state])).toEqual([["m1", undefined]]));
    expect(send.mock.calls.map(([body]) => [body.text, body.payload])).toEqual([
      ["Yes", "q_1"],
      ["Yes", "q_1"],
    ]);
  });

  it("leaves what was refused for good to the shopper", async () => {
    const send = vi.spyOn(api, "send").mockRejectedValue(new ApiError(422, "bad_input", "too long"));
    vi.spyOn(api, "history").mockResolvedValue([]);
    await conversation.send("hello");
    conversation.receive({ type: "ready", conversation_id: "c", owner: { owner: "bot" } });
    await Promise.resolve();
    expect(send).toHaveBeenCalledTimes(1);
  });

  it("asks for what came before the first line stood", async () => {
    vi.spyOn(api, "history").mockResolvedValue([message("m1", "agent", "Hello?", "2026-01-01T10:00:00Z")]);
    conversation.receive({ type: "ready", conversation_id: "c", owner: { owner: "agent", agent: { name: "Bea" } } });
    await vi.waitFor(() => expect(conversation.messages.map((m) => m.text)).toEqual(["Hello?"]));
  });

  it("tells of each message once, however often it comes", () => {
    const told: string[] = [];
    conversation.addEventListener("incoming", (event) => told.push((event as CustomEvent<Message>).detail.id));
    conversation.receive({ type: "delta", message_id: "m1", text: "A" });
    for (let time = 0; time < 2; time += 1) {
      conversation.receive({ type: "message", message: message("m1", "bot", "A warm jacket.", "2026-01-01T10:00:00Z") });
    }
    expect(told).toEqual(["m1"]);
  });

  it("follows a sign-in in another tab", async () => {
    vi.spyOn(api, "history").mockResolvedValue([]);
    vi.spyOn(api, "openSession").mockResolvedValue(session);
    await conversation.start();
    conversation.receive({ type: "message", message: message("m1", "shopper", "as a guest", "2026-01-01T10:00:00Z") });
    conversation.keeper.keep({ ...session, token: "t2", conversation_id: "other" });
    window.dispatchEvent(new StorageEvent("storage", { key: conversation.keeper.key }));
    await vi.waitFor(() => expect(conversation.session?.conversation_id).toBe("other"));
    expect([api.token, conversation.messages]).toEqual(["t2", []]);
    conversation.stop();
  });

  it("reads its history once, though the shop tells on each page who the shopper is", async () => {
    shelf.setItem(conversation.keeper.key, JSON.stringify(session));
    const history = vi.spyOn(api, "history").mockResolvedValue([message("m1", "shopper", "hello", "2026-01-01T10:00:00Z")]);
    const open = vi.spyOn(api, "openSession").mockResolvedValue({ ...session, token: "t2" });
    await conversation.start();
    await conversation.identify("signed by the shop");
    expect([api.token, history.mock.calls.length, conversation.messages.map((m) => m.text)]).toEqual(["t2", 1, ["hello"]]);
    open.mockResolvedValue({ ...session, token: "t3", conversation_id: "another customer's" });
    history.mockResolvedValue([]);
    await conversation.identify("of somebody else");
    expect([history.mock.calls.length, conversation.messages]).toEqual([2, []]);
    conversation.stop();
  });

  it("has the shopper's consent, or its end, only where the gateway takes it", async () => {
    vi.spyOn(api, "openSession").mockResolvedValue({ ...session, consent: true });
    await conversation.start();
    const told = vi.spyOn(api, "consent").mockRejectedValueOnce(new TypeError("Failed to fetch"));
    await expect(conversation.consent(false)).rejects.toThrow("Failed to fetch");
    expect([conversation.session?.consent, conversation.keeper.stored()?.consent]).toEqual([true, true]);
    told.mockResolvedValueOnce(null);
    await conversation.consent(false);
    expect([conversation.session?.consent, conversation.keeper.stored()?.consent]).toEqual([false, false]);
    conversation.stop();
  });

  it("uploads a picture once, though the message has to be sent twice", async () => {
    const picture = new File(["x"], "lamp.png", { type: "image/png" });
    const upload = vi.spyOn(api, "upload").mockResolvedValue({ id: "p.png", url: "/api/uploads/c/p.png", type: "image/png" });
    const send = vi.spyOn(api, "send").mockRejectedValueOnce(new TypeError("Failed to fetch"));
    await conversation.send("", { picture });
    send.mockResolvedValueOnce({ message_id: "m1" });
    await conversation.retry(conversation.messages[0]?.id ?? "");
    expect(upload).toHaveBeenCalledTimes(1);
    expect(send.mock.calls[1]?.[0]).toMatchObject({ attachment: "p.png" });
    expect(send.mock.calls[1]?.[0]).not.toHaveProperty("text");
  });

  it("does not leave a typing sign standing for ever", () => {
    vi.useFakeTimers();
    conversation.receive({ type: "typing", author: "bot", on: true });
    expect(conversation.typing).toBe("bot");
    vi.advanceTimersByTime(60_000);
    expect(conversation.typing).toBeNull();
  });
});
