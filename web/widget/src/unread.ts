import { browserStorage, keep, type Shelf } from "./storage";

/** How many messages came in unseen, told in the page's title too, and what was read last, kept over page loads. */
export class Unread {
  count = 0;
  private title = document.title;

  /** `key` names the place in the browser's storage. */
  constructor(
    private readonly key: () => string,
    private readonly storage: Shelf = browserStorage(),
  ) {}

  add(count = 1): void {
    if (count <= 0) return;
    if (this.count === 0) this.title = document.title; // the page may have changed it since
    this.count += count;
    document.title = `(${this.count}) ${this.title}`;
  }

  /** All is read, up to the message `last`. */
  clear(last?: string): void {
    if (this.count > 0) document.title = this.title;
    this.count = 0;
    if (last !== undefined) keep(this.storage, this.key(), last);
  }

  /** The message that was read last, null where none was noted. */
  get last(): string | null {
    return this.storage.getItem(this.key());
  }
}
