/** While the chat covers a page, the page behind it is out of reach for keys, fingers and screen readers. */
export class Backdrop {
  private held: HTMLElement[] = [];

  constructor(private readonly chat: HTMLElement) {}

  hold(): void {
    if (this.held.length > 0) return;
    const others = [...(this.chat.parentElement?.children ?? [])].filter((one) => one !== this.chat);
    this.held = others.filter((one): one is HTMLElement => one instanceof HTMLElement && !one.inert && !["SCRIPT", "STYLE"].includes(one.tagName));
    for (const one of this.held) one.inert = true;
  }

  release(): void {
    for (const one of this.held) one.inert = false;
    this.held = [];
  }
}
