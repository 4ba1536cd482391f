/**
 * The one script tag of a shop's page:
 *
 *   <script src="https://chat.example/widget/loader.js" data-language="en" data-user-token="…" async></script>
 *
 * Puts <shopkeeper-chat> on the page and `window.Shopkeeper` in its scripts' reach. Calls made before the widget has
 * loaded wait for it.
 */
import type { Chat } from "./chat";
import { BUBBLE, panelKey } from "./launcher";
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

const LOOK = `:host { position: fixed; inset-block-end: 20px; inset-inline-end: 20px; z-index: 2147483000 }
.launcher { display: block; width: 58px; height: 58px; padding: 0; border: 1px solid transparent; border-radius: 29px; cursor: pointer;
  background: var(--shopkeeper-accent, #1f5c4d); color: var(--shopkeeper-on-accent, #fff); box-shadow: 0 6px 20px rgb(0 0 0 / 0.22) }
.launcher[aria-busy="true"] { opacity: 0.7 }`;

/**
 * The launcher, drawn before the widget is there and pressed as well: the chat opens once it is. None where a chat is open
 * already. Its look is a constructed sheet, since a page's policy may refuse any other.
 */
function sketchOf(element: HTMLElement, server: string): Element | null {
  try {
    if (localStorage.getItem(panelKey(server)) === "open") return null;
  } catch {
    // no storage: nothing is open
  }
  const root = element.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(LOOK);
  root.adoptedStyleSheets = [sheet];
  root.innerHTML = `<button class="launcher" aria-label="Chat" aria-expanded="false">
    <svg viewBox="0 0 24 24" width="26" height="26" fill="currentColor" aria-hidden="true"><path d="${BUBBLE}"/></svg></button>`;
  const button = root.firstElementChild as HTMLButtonElement;
  button.onclick = () => {
    button.setAttribute("aria-busy", "true");
    window.Shopkeeper?.open();
  };
  return button;
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

  const sketch = sketchOf(element, server);
  const loaded = import(/* @vite-ignore */ `${server}/widget/widget.js`).then(async () => {
    await customElements.whenDefined("shopkeeper-chat");
    await element.updateComplete;
    sketch?.remove();
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
