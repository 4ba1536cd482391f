import { ApiError } from "../../widget/src/api";
import type { Attachment, ErrorBody } from "../../widget/src/types";
import type { Agent, Canned, DeskMessage, Item, Line, Note, Page, SignedIn, View, Wanted, Whole, Written } from "./types";

export { ApiError };

const PAGE = 50; // lines of a long list that are read at once

/** The gateway's HTTP calls that an agent's browser makes; the cookie says who, the CSRF token that it is our page. */
export class Api {
  private csrf = "";
  /** Called when the gateway no longer takes the cookie. */
  signedOut: () => void = () => undefined;

  async me(): Promise<Agent> {
    return this.enter(await this.call<SignedIn>("GET", "/api/agent/me"));
  }

  /** Where the account has a second factor, a missing `code` is refused as `second_factor`. */
  async signIn(email: string, password: string, code?: string): Promise<Agent> {
    return this.enter(await this.call<SignedIn>("POST", "/api/agent/login", { email, password, ...(code ? { code } : {}) }));
  }

  async signOut(): Promise<void> {
    await this.call("POST", "/api/agent/logout");
    this.csrf = "";
  }

  async present(online: boolean): Promise<Agent> {
    return this.enter(await this.call<SignedIn>("PUT", "/api/agent/me", { online }));
  }

  async colleagues(): Promise<Agent[]> {
    return (await this.call<{ agents: Agent[] }>("GET", "/api/agent/agents")).agents;
  }

  /** A page of a list; `after` is the `next` of the page before. */
  lines(view: View, wanted?: Wanted, after?: string): Promise<Page> {
    const search = new URLSearchParams({ view, limit: String(view === "queue" || view === "mine" ? 200 : PAGE) });
    for (const [name, value] of Object.entries({ ...wanted, after: after ?? "" })) if (value !== "") search.set(name, value);
    return this.call("GET", `/api/agent/conversations?${search.toString()}`);
  }

  whole(id: string): Promise<Whole> {
    return this.call("GET", at(id));
  }

  claim(id: string): Promise<Line> {
    return this.call("POST", at(id, "claim"));
  }

  /** Keep a picture; its id goes into a message. */
  upload(id: string, file: File): Promise<Attachment> {
    const form = new FormData();
    form.append("file", file);
    return this.call("POST", at(id, "uploads"), form);
  }

  async say(id: string, body: { text?: string; item_id?: string; attachment?: string; client_id: string }): Promise<DeskMessage> {
    return (await this.call<{ message: DeskMessage }>("POST", at(id, "messages"), body)).message;
  }

  note(id: string, text: string): Promise<Note> {
    return this.call("POST", at(id, "notes"), { text });
  }

  transfer(id: string, agentId: string, note: string): Promise<Line> {
    return this.call("POST", at(id, "transfer"), { agent_id: agentId, note: note === "" ? null : note });
  }

  back(id: string, note: string): Promise<Line> {
    return this.call("POST", at(id, "back"), { note: note === "" ? null : note });
  }

  close(id: string, category: string): Promise<Line> {
    return this.call("POST", at(id, "close"), { category });
  }

  read(id: string, messageId: string): Promise<void> {
    return this.call("POST", at(id, "read"), { message_id: messageId });
  }

  summary(id: string): Promise<Written> {
    return this.call("GET", at(id, "summary"));
  }

  suggestion(id: string): Promise<Written> {
    return this.call("GET", at(id, "suggestion"));
  }

  async items(query: string): Promise<Item[]> {
    return (await this.call<{ items: Item[] }>("GET", `/api/agent/items?q=${encodeURIComponent(query)}`)).items;
  }

  async canned(): Promise<Canned[]> {
    return (await this.call<{ canned: Canned[] }>("GET", "/api/agent/canned")).canned;
  }

  /** Any call; throws {@link ApiError} with the gateway's own status, code and message. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { "X-Request-Id": crypto.randomUUID() };
    if (method !== "GET") headers["X-CSRF-Token"] = this.csrf;
    const isForm = body instanceof FormData; // the browser names its type and boundary itself
    if (body !== undefined && !isForm) headers["Content-Type"] = "application/json";
    const response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
      credentials: "same-origin",
    });
    const parsed: unknown = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.ok) return parsed as T;
    if (response.status === 401 && path !== "/api/agent/login") this.signedOut();
    const error = (parsed as ErrorBody | null)?.error;
    throw new ApiError(response.status, error?.code ?? "error", error?.message ?? response.statusText);
  }

  private enter({ agent, csrf }: SignedIn): Agent {
    this.csrf = csrf;
    return agent;
  }
}

function at(id: string, deed = ""): string {
  return `/api/agent/conversations/${encodeURIComponent(id)}${deed === "" ? "" : `/${deed}`}`;
}
