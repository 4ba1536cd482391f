import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Stream } from "../src/stream";
import { Wire } from "./made";

const events = { frame: vi.fn(), online: vi.fn(), refused: vi.fn() };
let stream: Stream;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Wire);
  Wire.all = [];
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
  Wire.all[0]?.hear({ type: "ready" });
  stream.watch("c1");
  stream.watch("c2");
  stream.unwatch("c1");
  Wire.all[0]?.drop(1006);
  expect(events.online).toHaveBeenLastCalledWith(false);
  vi.advanceTimersByTime(2_000);
  Wire.all[1]?.hear({ type: "ready" });
  expect(events.online).toHaveBeenLastCalledWith(true);
  expect(Wire.all[1]?.sent).toEqual([{ type: "watch", conversation_id: "c2" }]);
});

it("does not come back once it was refused, or closed", () => {
  Wire.all[0]?.drop(4401);
  expect(events.refused).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(60_000);
  expect(Wire.all).toHaveLength(1);
});

it("answers a ping and shows it to nobody", () => {
  Wire.all[0]?.hear({ type: "ping" });
  expect(Wire.all[0]?.sent).toEqual([{ type: "pong" }]);
  expect(events.frame).not.toHaveBeenCalled();
});
