/** What the loader's drawing of the launcher and the widget's own have in common; nothing of Lit's, so that it stays small. */

/** The speech bubble, as a path in 24 by 24. */
export const BUBBLE = "M12 3C6.5 3 2 6.8 2 11.5c0 2.6 1.4 4.9 3.6 6.5L5 21.5l4-1.9c1 .2 2 .4 3 .4 5.5 0 10-3.8 10-8.5S17.5 3 12 3z";

/** Where the storage has it whether the chat with a server is "open" or "closed". */
export function panelKey(server: string): string {
  return `shopkeeper.panel:${server}`;
}
