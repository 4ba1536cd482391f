import { newId } from "./ids";
import type { Attachment, CartView, ErrorBody, Message, Session, ShopEvent, Variant } from "./types";

/** The gateway said no; `status` and `code` are its own. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Seconds after which to come back, where it has too much to do. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

export interface Outgoing {
  text?: string;
  payload?: string;
  attachment?: string;
  /** The item whose page it is asked from. */
  about?: string;
  client_id: string;
}

/** The gateway's HTTP calls that a shopper's browser makes. */
export class Api {
  token: string | null = null;

  constructor(readonly server: string) {}

  openSession(userToken?: string, language?: string): Promise<Session> {
    const tag = language?.split(/[-_]/).slice(0, 2).join("-"); // "zh-Hans-CN": the gateway reads two parts
    return this.call<Session>("POST", "/api/sessions", { user_token: userToken, language: tag });
  }

  send(body: Outgoing): Promise<{ message_id: string }> {
    return this.call("POST", "/api/messages", body);
  }

  /** Keep a picture; its id goes into a message. */
  upload(file: File): Promise<Attachment> {
    const form = new FormData();
    form.append("file", file);
    return this.call("POST", "/api/uploads", form);
  }

  async history(after?: string): Promise<Message[]> {
    const query = after === undefined ? "" : `?after=${encodeURIComponent(after)}`;
    return (await this.call<{ messages: Message[] }>("GET", `/api/messages${query}`)).messages;
  }

  events(events: ShopEvent[]): Promise<unknown> {
    return this.call("POST", "/api/events", { events });
  }

  consent(tracking: boolean): Promise<unknown> {
    return this.call("PUT", "/api/me/consent", { tracking });
  }

  /** Delete everything that is held on this shopper; the token is worth nothing afterwards. */
  erase(): Promise<unknown> {
    return this.call("DELETE", "/api/me");
  }

  /** Set a line's quantity; zero takes it out. */
  setQuantity(itemId: string, quantity: number, options: Record<string, string>): Promise<CartView> {
    return this.call("PUT", "/api/cart", { item_id: itemId, quantity, options });
  }

  addToCart(itemId: string, options: Record<string, string> = {}): Promise<unknown> {
    return this.call("POST", "/api/cart", { item_id: itemId, quantity: 1, options });
  }

  /** What the page of an item says, as far as the chat needs it. */
  item(id: string): Promise<{ title: string; variants: Variant[] }> {
    return this.call("GET", `/api/items/${encodeURIComponent(id)}`);
  }

  handoff(to: "person" | "bot", letter?: { email: string; question?: string }): Promise<unknown> {
    return this.call("POST", "/api/handoff", { to, ...letter });
  }

  rate(rating: number, comment: string): Promise<unknown> {
    return this.call("POST", "/api/ratings", { rating, ...(comment === "" ? {} : { comment }) });
  }

  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = { "X-Request-Id": newId() };
    if (this.token !== null) headers["Authorization"] = `Bearer ${this.token}`;
    const isForm = body instanceof FormData; // the browser names its type and boundary itself
    if (body !== undefined && !isForm) headers["Content-Type"] = "application/json";
    const response = await fetch(this.server + path, {
      method,
      headers,
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
    });
    const parsed: unknown = response.status === 204 ? null : await response.json().catch(() => null);
    if (!response.ok) {
      const error = (parsed as ErrorBody | null)?.error;
      const later = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
      throw new ApiError(
        response.status,
        error?.code ?? "error",
        error?.message ?? response.statusText,
        Number.isNaN(later) ? undefined : later,
      );
    }
    return parsed as T;
  }
}
