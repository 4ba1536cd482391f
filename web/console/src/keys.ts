/** What a key does outside of text fields. */
export const SHORTCUTS = [
  { key: "j", deed: "next", title: "Next conversation" },
  { key: "k", deed: "previous", title: "Previous conversation" },
  { key: "1", deed: "queue", title: "The queue" },
  { key: "2", deed: "mine", title: "My conversations" },
  { key: "c", deed: "claim", title: "Claim this one, or the longest waiting" },
  { key: "r", deed: "reply", title: "Write a reply" },
  { key: "n", deed: "note", title: "Write a private note" },
  { key: "s", deed: "suggest", title: "Suggest a reply" },
  { key: "p", deed: "product", title: "Find a product to send" },
  { key: "t", deed: "transfer", title: "Transfer to a colleague" },
  { key: "b", deed: "back", title: "Back to the bot" },
  { key: "x", deed: "close", title: "Close the conversation" },
  { key: "i", deed: "panel", title: "Show or hide the shopper" },
  { key: "?", deed: "help", title: "These shortcuts" },
] as const;

/** What holds inside the composer. */
export const WRITING = [
  { keys: "Enter", title: "Send" },
  { keys: "Shift Enter", title: "A new line" },
  { keys: "/", title: "Canned replies, at the start of a message" },
  { keys: "Esc", title: "Leave the field, close what is open" },
] as const;

export type Deed = (typeof SHORTCUTS)[number]["deed"];

/** The deed of a key, or null where it is text that somebody types, or a browser's own shortcut. */
export function deedOf(event: KeyboardEvent): Deed | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return null;
  if (event.composedPath().some(holdsKeys)) return null;
  return SHORTCUTS.find(({ key }) => key === event.key)?.deed ?? null;
}

/** A text field, or a dialog that is open: keys are its own. */
function holdsKeys(target: EventTarget): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["input", "textarea", "select", "dialog"].includes(target.localName);
}
