import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Draws an element anew whenever what it shows has changed. */
export class Follow implements ReactiveController {
  private source: EventTarget | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly pick: () => EventTarget | null,
  ) {
    host.addController(this);
  }

  hostUpdate(): void {
    const source = this.pick();
    if (source === this.source) return;
    this.source?.removeEventListener("change", this.change);
    this.source = source;
    source?.addEventListener("change", this.change);
  }

  hostDisconnected(): void {
    this.source?.removeEventListener("change", this.change);
    this.source = null;
  }

  private readonly change = (): void => this.host.requestUpdate();
}
