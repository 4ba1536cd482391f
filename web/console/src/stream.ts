import type { Frame } from "./types";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
const REFUSED = 4401;

export interface StreamEvents {
  frame(frame: Frame): void;
  online(online: boolean): void;
  refused(): void;
}

/** The console's WebSocket: it comes back by itself and watches again what was watched. */
export class Stream {
  private socket: WebSocket | null = null;
  private wait = FIRST_WAIT;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  private readonly watched = new Set<string>();

  constructor(
    private readonly url: string,
    private readonly events: StreamEvents,
  ) {}

  open(): void {
    if (this.closed) return;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onmessage = (event: MessageEvent<string>) => {
      const frame = JSON.parse(event.data) as Frame;
      if (frame.type === "ping") {
        this.send({ type: "pong" });
        return;
      }
      if (frame.type === "ready") {
        this.wait = FIRST_WAIT;
        for (const id of this.watched) this.send({ type: "watch", conversation_id: id });
        this.events.online(true);
      }
      this.events.frame(frame);
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.events.online(false);
      if (event.code === REFUSED) {
        this.events.refused();
        return;
      }
      this.timer = setTimeout(() => this.open(), this.wait * (0.75 + Math.random() / 2));
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    };
  }

  watch(id: string): void {
    this.watched.add(id);
    this.send({ type: "watch", conversation_id: id });
  }

  unwatch(id: string): void {
    this.watched.delete(id);
    this.send({ type: "unwatch", conversation_id: id });
  }

  typing(id: string, on: boolean): void {
    this.send({ type: "typing", conversation_id: id, on });
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private send(frame: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }
}
