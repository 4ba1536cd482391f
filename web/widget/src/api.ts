import type { ErrorBody, Message, Session, ShopEvent } from "./types";

/** The gateway said no; `status` and `code` are its own. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The gateway's HTTP calls that a shopper's browser makes. */
export class Api {
  token: string | null = null;

  constructor(readonly server: string) {}

  openSession(userToken?: string, language?: string): Promise<Session> {
    return this.call<Session>("POST", "/api/sessions", { user_token: userToken, language });
  }

  send(body: { text?: string; payload?: string; client_id: string }): Promise<{ message_id: string }> {
    return this.call("POST", "/api/messages", body);
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

  addToCart(itemId: string): Promise<unknown> {
    return this.call("POST", "/api/cart", { item_id: itemId, quantity: 1 });
  }

  handoff(to: "person" | "bot"): Promise<unknown> {
    return this.call("POST", "/api/handoff", { to });
  }

  rate(rating: number, comment: string): Promise<unknown> {
    return this.call("POST", "/api/ratings", { rating, comment });
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { "X-Request-Id": crypto.randomUUID() };
    if (this.token !== null) headers["Authorization"] = `Bearer ${this.token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const response = await fetch(this.server + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const parsed: unknown = response.status === 204 ? null : await response.json().catch(() => null);
    if (!response.ok) {
      const error = (parsed as ErrorBody | null)?.error;
      throw new ApiError(response.status, error?.code ?? "error", error?.message ?? response.statusText);
    }
    return parsed as T;
  }
}
