const SILENT = "desk.silent";
const NOTES = [660, 880]; // hertz

/** New work is heard, told by the system, and counted in the window's title. */
export class Alert {
  private context: AudioContext | null = null;
  private readonly title = document.title;

  get silent(): boolean {
    return localStorage.getItem(SILENT) === "yes";
  }

  set silent(silent: boolean) {
    localStorage.setItem(SILENT, silent ? "yes" : "no");
  }

  badge(count: number): void {
    document.title = count > 0 ? `(${count}) ${this.title}` : this.title;
  }

  /** Two short notes. Browsers stay silent until the page has been clicked once. */
  ring(): void {
    if (this.silent) return;
    this.context ??= new AudioContext();
    void this.context.resume();
    const start = this.context.currentTime;
    for (const [index, frequency] of NOTES.entries()) this.note(this.context, frequency, start + index * 0.14);
  }

  /** May the system tell of new work while the window is behind others? Browsers let a page ask after a click. */
  async ask(): Promise<void> {
    if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
  }

  /** Tell it outside of the window, while nobody looks at it; never what a shopper wrote. */
  tell(text: string, open: () => void): void {
    if (this.silent || document.hasFocus() || !("Notification" in window) || Notification.permission !== "granted") return;
    const told = new Notification(document.title, { body: text, tag: text });
    told.onclick = () => {
      window.focus();
      told.close();
      open();
    };
  }

  private note(context: AudioContext, frequency: number, at: number): void {
    const tone = new OscillatorNode(context, { frequency, type: "sine" });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.16, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.32);
  }
}
