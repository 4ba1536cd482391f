/** The demo storefront's view of the gateway; the session is the widget's own, so that both know the same shopper. */
import { Api } from "../../widget/src/api";
import { SessionKeeper } from "../../widget/src/session";
import type { CartView, Session, ShopEvent, Variant } from "../../widget/src/types";
import type { Options } from "../../widget/src/variants";

export interface Item {
  id: string;
  title: string;
  description: string;
  brand: string | null;
  category: string | null;
  price: number | null;
  list_price: number | null;
  currency: string;
  colours: string[];
  sizes: string[];
  materials: string[];
  image: string | null;
  stock: number;
  rating: number | null;
  rating_count: number;
  variants: Variant[];
}

export interface Pick {
  item: Item;
  score: number;
  reasons: string[];
}

export interface Persona {
  sub: string;
  name: string;
  user_token: string;
}

export class Shop {
  readonly api = new Api(location.origin);
  readonly keeper = new SessionKeeper(this.api);
  session: Session | null = null;

  /** The session, and the cart that is read with it. */
  async start(): Promise<CartView> {
    const { session, read } = await this.keeper.resume(() => this.cart());
    this.session = session;
    return read ?? (await this.cart());
  }

  /** A page of the shelf; needs no session, and asks the very address that the page fetches beforehand. */
  async items(query: string, category: string, offset: number, limit: number): Promise<{ items: Item[]; total: number }> {
    const search = new URLSearchParams({ limit: String(limit), offset: String(offset) });
    if (query !== "") search.set("q", query);
    if (category !== "") search.set("category", category);
    const response = await fetch(`/api/items?${search.toString()}`);
    if (!response.ok) throw new Error(`The shelf cannot be read: ${response.statusText}`);
    return (await response.json()) as { items: Item[]; total: number };
  }

  item(id: string): Promise<Item> {
    return this.api.call("GET", `/api/items/${encodeURIComponent(id)}`);
  }

  async categories(): Promise<{ name: string; count: number }[]> {
    return (await this.api.call<{ categories: { name: string; count: number }[] }>("GET", "/api/categories")).categories;
  }

  async picks(limit: number, context = ""): Promise<Pick[]> {
    const search = new URLSearchParams({ limit: String(limit), context });
    return (await this.api.call<{ picks: Pick[] }>("GET", `/api/recommendations?${search.toString()}`)).picks;
  }

  cart(): Promise<CartView> {
    return this.api.call("GET", "/api/cart");
  }

  addToCart(itemId: string, options: Options): Promise<CartView> {
    return this.api.call("POST", "/api/cart", { item_id: itemId, quantity: 1, options });
  }

  checkout(): Promise<{ order: string }> {
    return this.api.call("POST", "/api/demo/checkout", {});
  }

  /** What the shopper did; a shop that cannot record it goes on selling. */
  async track(event: ShopEvent): Promise<void> {
    await this.api.events([event]).catch(() => undefined);
  }

  async personas(): Promise<Persona[]> {
    try {
      return (await this.api.call<{ shoppers: Persona[] }>("GET", "/api/demo")).shoppers;
    } catch {
      return []; // not the demo shop
    }
  }
}
