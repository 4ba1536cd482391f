import { ApiError, type Api } from "./api";
import type { Drafts, Unsent } from "./drafts";
import { isMine } from "./lines";
import type { Attachment } from "../../widget/src/types";
import type { Change, DeskMessage, Frame, Item, Line, Note, Shopper, Written } from "./types";

export interface Shown extends DeskMessage {
  /** Sent by this browser and not yet taken, or refused. */
  state?: "sending" | "failed";
  client_id?: string;
  streaming?: boolean;
}

export type Entry = { kind: "message"; at: string; message: Shown } | { kind: "note"; at: string; note: Note };

/** A draft of the generator's, on its way or there. */
export type Draft = Written | "asked" | null;

const PATIENCE = 45_000; // a typing sign that outlives this is stuck
const SETTLED = 500; // after an answer of the bot's, what it understood is read once

/** One conversation as its agent sees it: what was said and noted, who types, and what is being sent. */
export class Thread extends EventTarget {
  line: Line | null = null;
  messages: Shown[] = [];
  notes: Note[] = [];
  shopper: Shopper | null = null;
  changes: Change[] = [];
  slots: Record<string, unknown> = {};
  typing: "shopper" | "bot" | null = null;
  summary: Draft = null;
  suggestion: Draft = null;
  problem = "";
  private read: string | undefined;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private loadTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly id: string,
    private readonly api: Api,
    private readonly drafts: Drafts,
    private readonly me: string,
  ) {
    super();
  }

  get mine(): boolean {
    return this.line !== null && isMine(this.line, this.me);
  }

  /** What was said and noted, in order; what is being sent stands last. */
  get entries(): Entry[] {
    const entries: Entry[] = [
      ...this.messages.map((message): Entry => ({ kind: "message", at: message.created_at, message })),
      ...this.notes.map((note): Entry => ({ kind: "note", at: note.created_at, note })),
    ];
    const last = (entry: Entry): number => Number(entry.kind === "message" && entry.message.state !== undefined);
    return entries.sort((a, b) => last(a) - last(b) || a.at.localeCompare(b.at));
  }

  /** Read everything, again after a lost line too; then send what an earlier page left unsent. */
  async load(): Promise<void> {
    try {
      const whole = await this.api.whole(this.id);
      // what the stream told meanwhile is newer than an answer that was long on its way
      if (this.line === null || this.line.updated_at <= whole.conversation.updated_at) this.line = whole.conversation;
      for (const note of whole.notes) this.addNote(note);
      this.shopper = whole.shopper;
      this.changes = whole.changes;
      this.slots = whole.slots;
      this.problem = "";
      this.take(whole.messages);
    } catch (error) {
      if (this.line === null) this.problem = error instanceof ApiError ? error.message : "The desk does not answer.";
    }
    this.changed();
    if (this.mine) await this.resend();
  }

  stop(): void {
    clearTimeout(this.typingTimer);
    clearTimeout(this.loadTimer);
  }

  receive(frame: Frame): void {
    switch (frame.type) {
      case "message":
        if (frame.client_id !== undefined) this.acknowledge(frame.client_id, frame.message.id);
        this.take([frame.message]);
        if (frame.message.author === this.typing) this.showTyping(null);
        if (frame.message.author !== "agent") this.loadSoon(); // what the bot understood, the events, the cart
        break;
      case "delta":
        this.grow(frame.message_id, frame.text);
        break;
      case "typing":
        if (frame.author !== "agent") this.showTyping(frame.on ? frame.author : null);
        break;
      case "owner":
        this.loadSoon();
        break;
      case "note":
        this.addNote(frame.note);
        break;
      case "conversation":
        this.line = frame.conversation;
        break;
      default:
        return;
    }
    this.changed();
  }

  /** Say something, perhaps with a product card or a picture. What cannot be sent is kept and marked. */
  async say(text: string, item?: Item, attachment?: Attachment): Promise<void> {
    const message: Unsent = { client_id: crypto.randomUUID(), text, item_id: item?.id, attachment };
    this.drafts.add(this.id, message);
    this.messages = [...this.messages, this.own(message, item)];
    this.suggestion = null;
    this.changed();
    await this.deliver(message);
  }

  async retry(shown: Shown): Promise<void> {
    const message = this.drafts.unsent(this.id).find((one) => one.client_id === shown.client_id);
    if (message === undefined) return;
    shown.state = "sending";
    this.changed();
    await this.deliver(message);
  }

  /** Give up what could not be sent. */
  drop(shown: Shown): void {
    this.drafts.drop(this.id, shown.client_id ?? "");
    this.messages = this.messages.filter((one) => one !== shown);
    this.changed();
  }

  async note(text: string): Promise<void> {
    this.addNote(await this.api.note(this.id, text));
    this.changed();
  }

  async summarise(): Promise<void> {
    this.summary = "asked";
    this.changed();
    this.summary = await this.api.summary(this.id).catch(() => null);
    this.changed();
  }

  hideSummary(): void {
    this.summary = null;
    this.changed();
  }

  async suggest(): Promise<void> {
    this.suggestion = "asked";
    this.changed();
    this.suggestion = await this.api.suggestion(this.id).catch(() => null);
    this.changed();
  }

  dismissSuggestion(): void {
    this.suggestion = null;
    this.changed();
  }

  /** The agent has it before the eyes: nothing of it is unread. */
  async seen(): Promise<void> {
    const last = this.messages.findLast((message) => message.author === "shopper" && message.state === undefined);
    if (!this.mine || last === undefined || last.id === this.read || this.line?.unread === 0) return;
    this.read = last.id;
    await this.api.read(this.id, last.id).catch(() => (this.read = undefined));
  }

  private async resend(): Promise<void> {
    for (const message of this.drafts.unsent(this.id)) {
      if (this.messages.some((one) => one.client_id === message.client_id && one.state === "sending")) continue;
      const known = this.messages.find((one) => one.client_id === message.client_id);
      if (known === undefined) this.messages = [...this.messages, this.own(message)];
      else known.state = "sending";
      this.changed();
      await this.deliver(message);
    }
  }

  private async deliver(message: Unsent): Promise<void> {
    try {
      const { client_id, text, item_id, attachment } = message;
      const taken = await this.api.say(this.id, {
        client_id,
        ...(text === "" ? {} : { text }),
        ...(item_id === undefined ? {} : { item_id }),
        ...(attachment === undefined ? {} : { attachment: attachment.id }),
      });
      this.drafts.drop(this.id, message.client_id);
      this.acknowledge(message.client_id, taken.id);
      this.take([taken]);
    } catch {
      const shown = this.messages.find((one) => one.client_id === message.client_id && one.state !== undefined);
      if (shown !== undefined) shown.state = "failed";
    }
    this.changed();
  }

  private own({ client_id, text, attachment }: Unsent, item?: Item): Shown {
    const cards = item === undefined ? [] : [{ ...item, item_id: item.id, url: null, text: "", reasons: [], in_stock: item.stock > 0 }];
    const now = new Date().toISOString();
    const last = this.messages.at(-1)?.created_at ?? now;
    return {
      id: client_id,
      client_id,
      conversation_id: this.id,
      author: "agent",
      text,
      cards,
      quick_replies: [],
      sources: [],
      ...(attachment === undefined ? {} : { data: { attachment } }),
      created_at: now > last ? now : last, // this browser's clock may be slow
      state: "sending",
    };
  }

  private acknowledge(clientId: string, id: string): void {
    this.messages = this.messages.filter((message) => message.client_id !== clientId || message.id === id);
    this.drafts.drop(this.id, clientId);
  }

  private take(messages: DeskMessage[]): void {
    const known = new Map(this.messages.map((message) => [message.id, message]));
    for (const message of messages) {
      const understood = message.understood ?? known.get(message.id)?.understood;
      known.set(message.id, understood ? { ...message, understood } : message);
    }
    this.messages = [...known.values()];
  }

  private addNote(note: Note): void {
    if (!this.notes.some((known) => known.id === note.id)) this.notes = [...this.notes, note];
  }

  private grow(id: string, text: string): void {
    this.showTyping(null);
    const known = this.messages.find((message) => message.id === id);
    if (known === undefined) {
      const message: Shown = { ...this.own({ client_id: id, text }), author: "bot", streaming: true };
      delete message.state;
      delete message.client_id;
      this.messages = [...this.messages, message];
    } else if (known.streaming === true) {
      this.messages = this.messages.map((one) => (one === known ? { ...known, text: known.text + text } : one));
    }
  }

  private showTyping(author: "shopper" | "bot" | null): void {
    clearTimeout(this.typingTimer);
    this.typing = author;
    if (author !== null) {
      this.typingTimer = setTimeout(() => {
        this.typing = null;
        this.changed();
      }, PATIENCE);
    }
  }

  private loadSoon(): void {
    clearTimeout(this.loadTimer);
    this.loadTimer = setTimeout(() => void this.load(), SETTLED);
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
