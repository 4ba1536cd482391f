import { ApiError, type Api } from "./api";
import { browserStorage, keep, type Shelf } from "./storage";
import type { Session } from "./types";

const KEY = "shopkeeper.session";

/** The shopper's session, kept in the browser so that the conversation outlives a reload and spans tabs. */
export class SessionKeeper {
  constructor(
    private readonly api: Api,
    private readonly storage: Shelf = browserStorage(),
    private readonly language?: string,
  ) {}

  /** Where the session stands in the storage. */
  get key(): string {
    return `${KEY}:${this.api.server}`;
  }

  stored(): Session | null {
    try {
      const session = JSON.parse(this.storage.getItem(this.key) ?? "null") as Session | null;
      return session !== null && Date.parse(session.expires_at) > Date.now() ? session : null;
    } catch {
      return null; // someone else's value under our key
    }
  }

  /**
   * The stored session if the gateway still takes it, else a new one; one at a time among all tabs and scripts.
   *
   * `first` is what the page reads anyway: it shows whether the token holds, so that nothing is asked for that alone.
   * What it read is given back, null of a new session.
   */
  resume<T>(first: () => Promise<T>): Promise<{ session: Session; read: T | null }> {
    // Storefront and widget start together: without the lock each would open a session, and be two shoppers.
    const locks = (navigator as { locks?: LockManager | null }).locks ?? null; // missing on pages without TLS
    return locks === null ? this.resumeAlone(first) : locks.request(this.key, () => this.resumeAlone(first));
  }

  private async resumeAlone<T>(first: () => Promise<T>): Promise<{ session: Session; read: T | null }> {
    const stored = this.stored();
    if (stored !== null) {
      this.api.token = stored.token;
      try {
        return { session: stored, read: await first() };
      } catch (error) {
        if (!(error instanceof ApiError) || ![401, 403, 404].includes(error.status)) throw error;
        this.api.token = null;
      }
    }
    return { session: await this.open(), read: null };
  }

  /** A new session, or, with the shop's signed token, the same one now belonging to a known shopper. */
  async open(userToken?: string): Promise<Session> {
    const session = await this.api.openSession(userToken, this.language);
    this.api.token = session.token;
    this.keep(session);
    return session;
  }

  keep(session: Session): void {
    keep(this.storage, this.key, JSON.stringify(session));
  }

  forget(): void {
    this.api.token = null;
    this.storage.removeItem(this.key);
  }
}
