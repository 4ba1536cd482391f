import type { Frame } from "./types";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const SILENCE = 50_000; // the gateway pings every 20 s: a line this quiet is dead

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
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly token: () => string | null,
    private readonly after: () => string | undefined,
    private readonly events: ConnectionEvents,
  ) {
    window.addEventListener("online", this.backOnline);
    window.addEventListener("offline", this.offLine);
  }

  open(): void {
    if (this.closed) return;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.heard();
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: "auth", token: this.token(), after: this.after() }));
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      const frame = JSON.parse(event.data) as Frame;
      this.heard();
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
      if (this.socket === socket) this.lost(event.code === 4401);
    };
  }

  /** Tell the other side that the shopper is typing, if there is a line. */
  typing(on: boolean): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type: "typing", on }));
  }

  /** Drop the line and take a new one: the token has changed. */
  renew(): void {
    this.drop();
    this.open();
  }

  close(): void {
    this.closed = true;
    window.removeEventListener("online", this.backOnline);
    window.removeEventListener("offline", this.offLine);
    this.drop();
  }

  private lost(refused: boolean): void {
    this.drop();
    this.events.online(false);
    this.timer = setTimeout(
      () => (refused ? this.events.refused() : this.open()),
      this.wait * (0.75 + Math.random() / 2), // not all shoppers at once
    );
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  private drop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    const old = this.socket;
    this.socket = null;
    old?.close();
  }

  private heard(): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.lost(false), SILENCE);
  }

  private readonly backOnline = (): void => {
    this.wait = FIRST_WAIT;
    this.renew();
  };

  private readonly offLine = (): void => this.events.online(false);
}
