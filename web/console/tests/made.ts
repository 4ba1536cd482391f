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

/** The browser's end of a line that the test holds the other end of. */
export class Wire {
  static readonly OPEN = 1;
  static all: Wire[] = [];
  readyState = 1;
  sent: { type: string; conversation_id?: string }[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(readonly url: string) {
    Wire.all.push(this);
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
