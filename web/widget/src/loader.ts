/**
 * The one script tag of a shop's page:
 *
 *   <script src="https://chat.example/widget/loader.js" data-language="en" data-user-token="…" async></script>
 *
 * Puts <shopkeeper-chat> on the page and `window.Shopkeeper` in its scripts' reach. Calls made before the widget has
 * loaded wait for it.
 */
import type { Chat } from "./chat";
import type { ShopEvent } from "./types";

export interface ShopkeeperApi {
  /** Open the chat; with an item's id what is asked next is about that item. */
  open(about?: { item_id: string }): void;
  close(): void;
  /** The page is an item's, or without one no item's: what is asked there first is about it. */
  page(item?: { item_id: string }): void;
  send(text: string): void;
  identify(userToken?: string): void;
  track(event: ShopEvent): void;
  on(event: "message" | "cart" | "view" | "open", listener: (detail: unknown) => void): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "shopkeeper-chat": Chat;
  }
  interface Window {
    Shopkeeper?: ShopkeeperApi;
  }
}

function start(script: HTMLScriptElement): void {
  if (window.Shopkeeper !== undefined) return; // the tag stands twice on the page
  const server = new URL(script.src).origin;
  const element = document.createElement("shopkeeper-chat");
  element.setAttribute("server", server);
  for (const name of ["language", "theme", "name", "policy", "dir"]) {
    const value = script.dataset[name];
    if (value !== undefined) element.setAttribute(name, value);
  }

  const loaded = import(/* @vite-ignore */ `${server}/widget/widget.js`).then(async () => {
    await customElements.whenDefined("shopkeeper-chat");
    return element;
  });
  const then = (call: (chat: Chat) => unknown): void => {
    loaded.then(call).catch((error: unknown) => {
      console.error("shopkeeper:", error);
    });
  };
  window.Shopkeeper = {
    open: (about) => then((chat) => chat.openChat(about)),
    close: () => then((chat) => chat.closeChat()),
    page: (item) => then((chat) => chat.page(item)),
    send: (text) => then((chat) => chat.send(text)),
    identify: (userToken) => then((chat) => chat.identify(userToken)),
    track: (event) => then((chat) => chat.track(event)),
    on: (event, listener) => {
      element.addEventListener(`shopkeeper-${event}`, (fired) => listener((fired as CustomEvent<unknown>).detail));
    },
  };
  const place = (): void => {
    document.body.append(element);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
  const { userToken: token, item } = script.dataset;
  if (item !== undefined) window.Shopkeeper.page({ item_id: item });
  if (token !== undefined) window.Shopkeeper.identify(token);
}

if (document.currentScript instanceof HTMLScriptElement) start(document.currentScript);
