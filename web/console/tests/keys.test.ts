import { describe, expect, it } from "vitest";
import { deedOf, SHORTCUTS } from "../src/keys";

function press(key: string, target: Element = document.body, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true, ...more });
  let path: EventTarget[] = [];
  document.addEventListener("keydown", (heard) => (path = heard.composedPath()), { once: true });
  target.dispatchEvent(event);
  event.composedPath = () => path;
  return event;
}

describe("a shortcut", () => {
  it("is one deed a key", () => {
    expect(new Set(SHORTCUTS.map(({ key }) => key)).size).toBe(SHORTCUTS.length);
    expect(deedOf(press("c"))).toBe("claim");
    expect(deedOf(press("z"))).toBeNull();
  });

  it("leaves the browser's own alone", () => {
    expect(deedOf(press("c", document.body, { ctrlKey: true }))).toBeNull();
    expect(deedOf(press("r", document.body, { metaKey: true }))).toBeNull();
  });

  it("is text where somebody writes, in the depth of an element too", () => {
    const host = document.createElement("div");
    const area = document.createElement("textarea");
    host.attachShadow({ mode: "open" }).append(area);
    document.body.append(host);
    expect(deedOf(press("c", area))).toBeNull();
    host.remove();
  });
});
