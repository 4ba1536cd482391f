import { keep, type Shelf } from "./storage";

const KEY = "shopkeeper.sound";
const SECONDS = 0.18;

/** A short tone for what comes in while nobody looks, unless the shopper has turned it off. */
export class Sound {
  private context: AudioContext | null = null;

  constructor(private readonly storage: Shelf) {}

  get on(): boolean {
    return this.storage.getItem(KEY) !== "off";
  }

  set on(on: boolean) {
    keep(this.storage, KEY, on ? "on" : "off");
  }

  /** A browser lets a page sound only after a touch or a key: to be called from one. */
  allow(): void {
    try {
      this.context ??= new AudioContext();
    } catch {
      // no sound on this device
    }
  }

  ring(): void {
    const { context } = this;
    if (!this.on || context === null || context.state !== "running") return;
    const [tone, loudness] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = 660;
    loudness.gain.setValueAtTime(0.06, context.currentTime);
    loudness.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + SECONDS);
    tone.connect(loudness).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + SECONDS);
  }
}
