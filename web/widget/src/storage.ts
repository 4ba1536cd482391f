export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The page's storage, or where its use is forbidden a shelf that lasts as long as the page. */
export function browserStorage(): Shelf {
  try {
    return localStorage;
  } catch {
    const values = new Map<string, string>();
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    };
  }
}

/** Keep a value; in a full or forbidden storage it lasts as long as the page. */
export function keep(shelf: Shelf, key: string, value: string): void {
  try {
    shelf.setItem(key, value);
  } catch {
    // full or forbidden
  }
}
