import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Stream } from "../src/stream";

/** The browser's end of a line that the test holds the other end of. */
class Line {
  static readonly OPEN = 1;
  static all: Line[] = [];
  readyState = 1;
  sent: { type: string; conversation_id?: string }[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(readonly url: string) {
    Line.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string });
  }
  close(): void {
    this.drop(1000);
  }
  hear(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  drop(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const events = { frame: vi.fn(), online: vi.fn(), refused: vi.fn() };
let stream: Stream;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Line);
  Line.all = [];
  vi.clearAllMocks();
  stream = new Stream("ws://desk", events);
  stream.open();
});
afterEach(() => {
  stream.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("comes back after a loss and watches again what was watched", () => {
  Line.all[0]?.hear({ type: "ready" });
  stream.watch("c1");
  stream.watch("c2");
  stream.unwatch("c1");
  Line.all[0]?.drop(1006);
  expect(events.online).toHaveBeenLastCalledWith(false);
  vi.advanceTimersByTime(2_000);
  Line.all[1]?.hear({ type: "ready" });
  expect(events.online).toHaveBeenLastCalledWith(true);
  expect(Line.all[1]?.sent).toEqual([{ type: "watch", conversation_id: "c2" }]);
});

it("does not come back once it was refused, or closed", () => {
  Line.all[0]?.drop(4401);
  expect(events.refused).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(60_000);
  expect(Line.all).toHaveLength(1);
});

it("answers a ping and shows it to nobody", () => {
  Line.all[0]?.hear({ type: "ping" });
  expect(Line.all[0]?.sent).toEqual([{ type: "pong" }]);
  expect(events.frame).not.toHaveBeenCalled();
});
