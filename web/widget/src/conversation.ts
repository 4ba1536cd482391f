import { ApiError, type Api } from "./api";
import { Connection } from "./connection";
import type { SessionKeeper } from "./session";
import type { Frame, Message, Owner, Session } from "./types";

export interface Shown extends Message {
  /** Sent by this browser and not yet acknowledged, or refused. */
  state?: "sending" | "failed";
  client_id?: string;
  streaming?: boolean;
}

const PATIENCE = 45_000; // a typing sign that outlives this is stuck

/** One conversation as the browser sees it: its messages in order, who has it, whether someone is typing. */
export class Conversation extends EventTarget {
  messages: Shown[] = [];
  owner: Owner = { owner: "bot" };
  typing: "bot" | "agent" | null = null;
  online = true;
  session: Session | null = null;
  private connection: Connection | null = null;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly api: Api,
    readonly keeper: SessionKeeper,
  ) {
    super();
  }

  async start(): Promise<void> {
    this.session = await this.keeper.resume();
    this.take(await this.api.history());
    const url = this.api.server.replace(/^http/, "ws") + "/api/stream";
    this.connection = new Connection(
      url,
      () => this.api.token,
      () => this.lastId(),
      {
        frame: (frame) => this.receive(frame),
        online: (online) => this.set({ online }),
        refused: () => void this.restart(),
      },
    );
    this.connection.open();
    this.changed();
  }

  stop(): void {
    this.connection?.close();
  }

  /** The shopper signed in (or out, without a token): the conversation goes on under the new name. */
  async identify(userToken?: string): Promise<void> {
    if (userToken === undefined) this.keeper.forget();
    const before = this.session?.conversation_id;
    this.session = await this.keeper.open(userToken);
    if (this.session.conversation_id !== before) this.messages = [];
    this.take(await this.api.history());
    this.connection?.renew();
    this.changed();
  }

  async send(text: string, payload?: string): Promise<void> {
    const clientId = crypto.randomUUID();
    const message: Shown = {
      id: clientId,
      client_id: clientId,
      conversation_id: this.session?.conversation_id ?? "",
      author: "shopper",
      text,
      cards: [],
      quick_replies: [],
      sources: [],
      created_at: new Date().toISOString(),
      state: "sending",
    };
    this.messages = [...this.messages, message];
    this.changed();
    await this.deliver(message, payload);
  }

  /** Send once more what could not be sent; the same client_id makes it safe. */
  async retry(message: Shown): Promise<void> {
    message.state = "sending";
    this.changed();
    await this.deliver(message);
  }

  private async deliver(message: Shown, payload?: string): Promise<void> {
    const clientId = message.client_id ?? message.id;
    try {
      const body = payload === undefined ? { text: message.text } : { payload, text: message.text };
      const { message_id } = await this.api.send({ ...body, client_id: clientId });
      this.acknowledge(clientId, message_id);
    } catch (error) {
      message.state = "failed";
      if (error instanceof ApiError && error.status === 401) void this.restart();
      this.dispatchEvent(new CustomEvent("error", { detail: error }));
      this.changed();
    }
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
        break;
      case "message":
        if (frame.client_id !== undefined) this.acknowledge(frame.client_id, frame.message.id);
        this.take([frame.message]);
        if (frame.message.author !== "shopper") {
          this.showTyping(null);
          this.dispatchEvent(new CustomEvent("incoming", { detail: frame.message }));
        }
        break;
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
    if (known !== undefined) {
      known.text += text;
      return;
    }
    const message: Shown = {
      id,
      conversation_id: this.session?.conversation_id ?? "",
      author: "bot",
      text,
      cards: [],
      quick_replies: [],
      sources: [],
      created_at: new Date().toISOString(),
      streaming: true,
    };
    this.messages = [...this.messages, message];
  }

  private lastId(): string | undefined {
    return this.messages.findLast((message) => message.state === undefined && message.streaming !== true)?.id;
  }

  private showTyping(author: "bot" | "agent" | null): void {
    clearTimeout(this.typingTimer);
    this.typing = author;
    if (author !== null) this.typingTimer = setTimeout(() => this.set({ typing: null }), PATIENCE);
  }

  private async restart(): Promise<void> {
    this.keeper.forget();
    this.session = await this.keeper.open();
    this.messages = this.messages.filter((message) => message.state !== undefined);
    this.connection?.renew();
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
