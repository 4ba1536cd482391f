import type { ReactiveController, ReactiveControllerHost } from "lit";

const NEAR_END = 60; // px
const GAP = 8; // px above the first line of an answer

/**
 * Keeps the end of a log in view while words, cards and pictures come in, but never at the cost of the first line of what
 * was said last. Only a person's own scrolling ends it, and coming back to the end begins it again.
 */
export class Reader implements ReactiveController {
  /** Whether the log follows what is said. */
  follows = true;
  private placed = 0; // where the log was put, to tell our scrolling from a person's
  private readonly grown = new ResizeObserver(() => this.place());

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly log: () => HTMLElement | null,
    private readonly first: () => HTMLElement | null,
    private readonly caughtUp: () => void,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.grown.disconnect();
  }

  /** The element within the log that grows; undefined when it has gone. */
  readonly watch = (words: Element | undefined): void => {
    this.grown.disconnect();
    if (words !== undefined) this.grown.observe(words);
    const log = this.log();
    if (words !== undefined && log !== null) this.grown.observe(log); // what stands below takes room from it
  };

  /** Follow from here on, whatever was being read. */
  toNewest(): void {
    this.follows = true;
    this.place();
    this.host.requestUpdate();
  }

  readonly scrolled = (): void => {
    const log = this.log();
    if (log === null || Math.abs(log.scrollTop - this.placed) <= 2) return;
    this.placed = log.scrollTop;
    this.follows = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
    if (this.follows) this.caughtUp();
    this.host.requestUpdate();
  };

  /** Put the log where it belongs, as long as it follows. */
  place(): void {
    const log = this.log();
    if (log === null || !this.follows) return;
    const first = this.first();
    const end = log.scrollHeight - log.clientHeight;
    log.scrollTop = first === null ? end : Math.min(end, first.offsetTop - log.offsetTop - GAP);
    this.placed = log.scrollTop;
  }
}
