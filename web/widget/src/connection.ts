import type { Frame } from "./types";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

export interface ConnectionEvents {
  frame(frame: Frame): void;
  online(online: boolean): void;
  refused(): void;
}

/** A WebSocket that comes back by itself and asks for what it missed. */
export class Connection {
  private socket: WebSocket | null = null;
  private wait = FIRST_WAIT;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly token: () => string | null,
    private readonly after: () => string | undefined,
    private readonly events: ConnectionEvents,
  ) {}

  open(): void {
    if (this.closed) return;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: "auth", token: this.token(), after: this.after() }));
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      const frame = JSON.parse(event.data) as Frame;
      if (frame.type === "ping") {
        socket.send(JSON.stringify({ type: "pong" }));
        return;
      }
      if (frame.type === "ready") {
        this.wait = FIRST_WAIT;
        this.events.online(true);
      }
      this.events.frame(frame);
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.events.online(false);
      if (event.code === 4401) {
        this.events.refused();
        return;
      }
      this.timer = setTimeout(() => this.open(), this.wait * (0.75 + Math.random() / 2)); // not all shoppers at once
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    };
  }

  /** Tell the other side that the shopper is typing, if there is a line. */
  typing(on: boolean): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type: "typing", on }));
  }

  /** Drop the line and take a new one: the token has changed. */
  renew(): void {
    clearTimeout(this.timer);
    const old = this.socket;
    this.socket = null;
    old?.close();
    this.wait = FIRST_WAIT;
    this.open();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }
}
