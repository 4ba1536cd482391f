import { ApiError, type Api } from "./api";
import { Connection } from "./connection";
import { newId } from "./ids";
import type { SessionKeeper } from "./session";
import type { Frame, Message, Owner, Session } from "./types";

export interface Shown extends Message {
  /** Sent by this browser and not yet acknowledged, or refused; `waiting`: the shop is busy, it goes out by itself. */
  state?: "sending" | "failed" | "waiting";
  /** How often the shop was too busy to take it. */
  refusals?: number;
  /** It failed for want of a connection, so it goes out by itself once there is one. */
  again?: boolean;
  client_id?: string;
  payload?: string;
  picture?: File;
  /** The item whose page it was asked from. */
  about?: string;
  streaming?: boolean;
}

const PATIENCE = 45_000; // a typing sign that outlives this is stuck
const REFUSALS = 8; // then the shopper decides

/** One conversation as the browser sees it: its messages in order, who has it, whether someone is typing. */
export class Conversation extends EventTarget {
  messages: Shown[] = [];
  owner: Owner = { owner: "bot" };
  typing: "bot" | "agent" | null = null;
  online = true;
  session: Session | null = null;
  private connection: Connection | null = null;
  private askedAfter: string | undefined; // what the line asked to go on from when it was opened
  private typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly api: Api,
    readonly keeper: SessionKeeper,
  ) {
    super();
  }

  async start(): Promise<void> {
    const { session, read } = await this.keeper.resume(() => this.api.history());
    this.session = session;
    this.take(read ?? []);
    const url = this.api.server.replace(/^http/, "ws") + "/api/stream";
    this.connection = new Connection(
      url,
      () => this.api.token,
      () => (this.askedAfter = this.lastId()),
      {
        frame: (frame) => this.receive(frame),
        online: (online) => this.set({ online }),
        refused: () => void this.restart().catch(() => this.connection?.renew()),
      },
    );
    this.connection.open();
    window.addEventListener("storage", this.stored);
    this.changed();
  }

  stop(): void {
    window.removeEventListener("storage", this.stored);
    this.connection?.close();
  }

  /** The shopper signed in (or out, without a token): the conversation goes on under the new name. */
  async identify(userToken?: string): Promise<void> {
    if (userToken === undefined) this.keeper.forget();
    await this.adopt(await this.keeper.open(userToken));
  }

  /** A text, the quick reply that it is the title of, a picture. */
  async send(text: string, more: { payload?: string; picture?: File; about?: string } = {}): Promise<void> {
    const clientId = newId();
    const message: Shown = {
      ...blank(clientId, this.session, "shopper", text),
      ...more,
      client_id: clientId,
      state: "sending",
    };
    this.messages = [...this.messages, message];
    this.changed();
    await this.deliver(message);
  }

  /** Whether the shop may remember what the shopper looks at; it stays as it was where the gateway does not take it. */
  async consent(tracking: boolean): Promise<void> {
    const before = this.session?.consent;
    this.consented(tracking);
    await this.api.consent(tracking).catch((error: unknown) => {
      this.consented(before);
      throw error;
    });
  }

  /** The shopper has asked to be forgotten: nothing stays here either, and a new conversation begins. */
  async erase(): Promise<void> {
    await this.api.erase();
    this.keeper.forget();
    this.messages = [];
    await this.adopt(await this.keeper.open(), []);
  }

  /** Send once more what could not be sent; the same client_id makes it safe. */
  async retry(id: string): Promise<void> {
    const message = this.messages.find((one) => one.id === id && (one.state === "failed" || one.state === "waiting"));
    if (message === undefined) return;
    message.state = "sending";
    this.changed();
    await this.deliver(message);
  }

  private async deliver(message: Shown): Promise<void> {
    const clientId = message.client_id ?? message.id;
    try {
      if (message.picture !== undefined && message.data?.["attachment"] === undefined) {
        message.data = { attachment: await this.api.upload(message.picture) };
      }
      const attachment = (message.data?.["attachment"] as { id?: string } | undefined)?.id;
      const { message_id } = await this.api.send({
        ...(message.text === "" ? {} : { text: message.text }),
        ...(message.payload === undefined ? {} : { payload: message.payload }),
        ...(attachment === undefined ? {} : { attachment }),
        ...(message.about === undefined ? {} : { about: message.about }),
        client_id: clientId,
      });
      this.acknowledge(clientId, message_id);
    } catch (error) {
      if (error instanceof ApiError && error.retryAfter !== undefined && this.waits(message, error.retryAfter)) return;
      message.state = "failed";
      message.again = !(error instanceof ApiError) || error.status === 401 || error.status >= 500;
      if (error instanceof ApiError && error.status === 401) void this.restart().catch(() => undefined);
      this.dispatchEvent(new CustomEvent("error", { detail: error }));
      this.changed();
    }
  }

  /** The shop has too much to do: the message goes out by itself when it said to come back, and not all at one moment. */
  private waits(message: Shown, seconds: number): boolean {
    message.refusals = (message.refusals ?? 0) + 1;
    if (message.refusals > REFUSALS) return false;
    message.state = "waiting";
    setTimeout(() => void (message.state === "waiting" && this.retry(message.id)), seconds * 1000 * (1 + Math.random() / 2));
    this.changed();
    return true;
  }

  private acknowledge(clientId: string, id: string): void {
    const mine = this.messages.find((message) => message.client_id === clientId);
    if (mine === undefined) return;
    if (this.messages.some((message) => message.id === id && message !== mine)) {
      this.messages = this.messages.filter((message) => message !== mine); // the line was faster than the answer
    } else {
      mine.id = id;
      delete mine.state;
    }
    this.changed();
  }

  typed(on: boolean): void {
    this.connection?.typing(on);
  }

  receive(frame: Frame): void {
    switch (frame.type) {
      case "ready":
        this.owner = frame.owner;
        this.catchUp();
        break;
      case "message": {
        if (frame.client_id !== undefined) this.acknowledge(frame.client_id, frame.message.id);
        const known = this.messages.some((one) => one.id === frame.message.id && one.streaming !== true);
        this.take([frame.message]);
        if (frame.message.author !== "shopper") {
          this.showTyping(null);
          if (!known) this.dispatchEvent(new CustomEvent("incoming", { detail: frame.message }));
        }
        break;
      }
      case "delta":
        this.grow(frame.message_id, frame.text);
        this.showTyping(null);
        break;
      case "typing":
        this.showTyping(frame.on ? frame.author : null);
        break;
      case "owner":
        this.owner = { owner: frame.owner, agent: frame.agent, position: frame.position, wait_seconds: frame.wait_seconds };
        break;
      case "ping":
        break;
    }
    this.changed();
  }

  /** The line is back: what the connection could not ask for, and what could not be sent meanwhile. */
  private catchUp(): void {
    if (this.askedAfter === undefined) void this.api.history().then((messages) => this.arrive(messages), () => undefined);
    const failed = this.messages.filter((message) => message.state === "failed" && message.again === true);
    void failed.reduce((before, message) => before.then(() => this.retry(message.id)), Promise.resolve());
  }

  private arrive(messages: Message[]): void {
    for (const message of messages) this.receive({ type: "message", message });
  }

  private take(messages: Message[]): void {
    for (const message of messages) {
      const index = this.messages.findIndex((known) => known.id === message.id);
      if (index >= 0) this.messages = this.messages.with(index, message);
      else this.messages = [...this.messages, message];
    }
    // what is being sent stays last; the rest stands in the order of the gateway's clock
    this.messages.sort((a, b) => Number(a.state !== undefined) - Number(b.state !== undefined) || a.created_at.localeCompare(b.created_at));
  }

  private grow(id: string, text: string): void {
    const known = this.messages.find((message) => message.id === id);
    if (known !== undefined) known.text += text;
    else this.messages = [...this.messages, { ...blank(id, this.session, "bot", text), streaming: true }];
  }

  private lastId(): string | undefined {
    return this.messages.findLast((message) => message.state === undefined && message.streaming !== true)?.id;
  }

  private showTyping(author: "bot" | "agent" | null): void {
    clearTimeout(this.typingTimer);
    this.typing = author;
    if (author !== null) this.typingTimer = setTimeout(() => this.set({ typing: null }), PATIENCE);
  }

  /** Our token is refused: another tab may have a newer one, else a new session begins. */
  private async restart(): Promise<void> {
    const refused = this.api.token;
    const stored = this.keeper.stored();
    if (stored !== null && stored.token !== refused) {
      this.api.token = stored.token;
    } else {
      this.keeper.forget();
    }
    const { session, read } = await this.keeper.resume(() => this.api.history());
    await this.adopt(session, read ?? []);
  }

  /** Another tab has signed in or out, or begun anew. */
  private readonly stored = (event: StorageEvent): void => {
    const session = event.key === this.keeper.key ? this.keeper.stored() : null;
    if (session === null || session.token === this.api.token) return;
    this.api.token = session.token;
    void this.adopt(session).catch(() => undefined);
  };

  /** `read`: the history, where it has been read. Of the same conversation the new line tells what is missing. */
  private async adopt(session: Session, read?: Message[]): Promise<void> {
    const same = session.conversation_id === this.session?.conversation_id;
    if (!same) this.messages = this.messages.filter((message) => message.state !== undefined);
    this.session = session;
    this.take(read ?? (same ? [] : await this.api.history()));
    this.connection?.renew();
    this.changed();
  }

  private consented(consent: Session["consent"]): void {
    if (this.session === null) return;
    this.session = { ...this.session, consent };
    this.keeper.keep(this.session);
    this.changed();
  }

  private set(change: Partial<Pick<Conversation, "online" | "typing">>): void {
    Object.assign(this, change);
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

function blank(id: string, session: Session | null, author: Message["author"], text: string): Message {
  return {
    id,
    conversation_id: session?.conversation_id ?? "",
    author,
    text,
    cards: [],
    quick_replies: [],
    sources: [],
    created_at: new Date().toISOString(),
  };
}
