import type { Alert } from "./alert";
import type { Api } from "./api";
import { Drafts } from "./drafts";
import { listOf, newsOf, todo, type News } from "./lines";
import { Stream } from "./stream";
import { Thread } from "./thread";
import type { Agent, Canned, Frame, Line, View, Wanted } from "./types";

const NOTHING: Wanted = { q: "", language: "", rating: "" };

/** Everything that a signed-in agent sees, kept up to date by the live stream. Fires `change`, and `news` with the line. */
export class Desk extends EventTarget {
  online = true;
  loaded = false;
  thread: Thread | null = null;
  canned: Canned[] = [];
  readonly drafts = new Drafts();
  private readonly lines = new Map<string, Line>();
  private readonly stream: Stream;
  private view: View = "queue";
  /** What the list is narrowed to, and what was found so far; null while it is not. */
  wanted: Wanted = NOTHING;
  private found: string[] | null = null;
  private next: string | null = null;
  private asked = 0; // so that a slow answer to an older question is not shown

  constructor(
    readonly api: Api,
    public me: Agent,
    private readonly alert: Alert,
  ) {
    super();
    const url = `${location.origin.replace(/^http/, "ws")}/api/agent/stream`;
    this.stream = new Stream(url, {
      frame: (frame) => this.receive(frame),
      online: (online) => this.set({ online }),
      refused: () => this.api.signedOut(),
    });
  }

  start(): void {
    this.stream.open(); // its first frame reads the lists
  }

  stop(): void {
    this.stream.close();
    this.thread?.stop();
    this.alert.badge(0);
  }

  list(view: View): Line[] {
    if (this.found !== null && view === this.view) return this.found.flatMap((id) => this.lines.get(id) ?? []);
    return listOf(this.lines.values(), view, this.me.id);
  }

  get waiting(): number {
    return this.list("queue").length;
  }

  /** How many of my own conversations have something unread. */
  get unread(): number {
    return this.list("mine").filter((line) => line.unread > 0).length;
  }

  /** Show a list; one that is not kept up beforehand is read first. */
  async show(view: View): Promise<void> {
    this.view = view;
    this.asked += 1; // what is still on its way is of another list
    this.found = null;
    this.next = null;
    if (this.searching || isLong(view)) await this.read();
    this.changed();
  }

  /** Narrow the list: to what was said, to a name, to a language, to a rating. */
  async search(wanted: Wanted): Promise<void> {
    this.wanted = wanted;
    await this.show(this.view);
  }

  get searching(): boolean {
    return this.view !== "queue" && Object.values(this.wanted).some((value) => value !== "");
  }

  /** Whether the list goes on where it ends now. */
  get more(): boolean {
    return this.next !== null;
  }

  async readMore(): Promise<void> {
    if (this.next !== null) await this.read(this.next);
    this.changed();
  }

  /** Have a conversation before the eyes, or none. */
  open(id: string | null): Thread | null {
    if (this.thread?.id === id) return this.thread;
    if (this.thread !== null) {
      this.stream.unwatch(this.thread.id);
      this.thread.stop();
    }
    this.thread = id === null ? null : new Thread(id, this.api, this.drafts, this.me.id);
    if (this.thread !== null) {
      this.stream.watch(this.thread.id);
      void this.thread.load();
    }
    this.changed();
    return this.thread;
  }

  typing(on: boolean): void {
    if (this.thread?.mine === true) this.stream.typing(this.thread.id, on);
  }

  async claim(id: string): Promise<void> {
    this.take(await this.api.claim(id));
    if (this.thread?.id === id) await this.thread.load();
  }

  async transfer(id: string, to: string, note: string): Promise<void> {
    this.take(await this.api.transfer(id, to, note));
  }

  async back(id: string, note: string): Promise<void> {
    this.take(await this.api.back(id, note));
  }

  async close(id: string, category: string): Promise<void> {
    this.take(await this.api.close(id, category));
  }

  /** The canned replies as they are by now. */
  async readCanned(): Promise<void> {
    this.canned = await this.api.canned();
    this.changed();
  }

  async present(online: boolean): Promise<void> {
    this.me = await this.api.present(online);
    this.changed();
  }

  receive(frame: Frame): void {
    if (frame.type === "ready") {
      void this.catchUp();
    } else if (frame.type === "conversation") {
      const news = this.take(frame.conversation);
      if (news !== null && this.heeds(news, frame.conversation)) {
        this.alert.ring();
        this.dispatchEvent(new CustomEvent("news", { detail: { news, line: frame.conversation } }));
      }
    } else if ("conversation_id" in frame && frame.conversation_id === this.thread?.id) {
      this.thread.receive(frame);
    }
  }

  /** A line as it is now; what this change is to the agent. */
  private take(line: Line): News | null {
    const news = newsOf(this.lines.get(line.id), line, this.me.id);
    this.lines.set(line.id, line);
    if (this.thread?.id === line.id) this.thread.receive({ type: "conversation", conversation: line });
    this.changed();
    return news;
  }

  /** Whether it is worth a sound: not what the agent is reading just now, nor the queue of one who takes none. */
  private heeds(news: News, line: Line): boolean {
    if (news === "waiting") return this.me.online;
    return !(this.thread?.id === line.id && document.visibilityState === "visible" && document.hasFocus());
  }

  /** After a line is there (again): the lists and the open conversation as they are by now. */
  private async catchUp(): Promise<void> {
    await Promise.all([this.refresh(), this.thread?.load()]);
  }

  private async refresh(): Promise<void> {
    try {
      this.me = await this.api.me(); // who was gone for long is away, or is here again
      const found = await Promise.all((["queue", "mine"] satisfies View[]).map((view) => this.api.lines(view)));
      this.lines.clear();
      for (const { conversations } of found) for (const line of conversations) this.lines.set(line.id, line);
      if (this.searching || isLong(this.view)) await this.read();
      this.loaded = true;
    } catch {
      this.online = false; // the stream comes back, and with it the next attempt
    }
    this.changed();
  }

  private async read(after?: string): Promise<void> {
    this.asked += 1;
    const { asked, searching } = this;
    const { conversations, next } = await this.api.lines(this.view, searching ? this.wanted : undefined, after);
    if (asked !== this.asked) return;
    for (const line of conversations) this.lines.set(line.id, line);
    if (searching) this.found = [...(after === undefined ? [] : (this.found ?? [])), ...conversations.map(({ id }) => id)];
    this.next = next ?? null;
  }

  private set(change: Partial<Pick<Desk, "online">>): void {
    Object.assign(this, change);
    this.changed();
  }

  private changed(): void {
    this.alert.badge(todo(this.lines.values(), this.me.id));
    this.dispatchEvent(new Event("change"));
  }
}

/** A list that is read page by page, not kept up beforehand. */
function isLong(view: View): boolean {
  return view === "all" || view === "closed";
}
