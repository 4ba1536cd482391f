/** What the gateway sends: the public API's shapes, as docs/contracts.md has them. */

export interface Card {
  item_id: string;
  title: string;
  price: number | null;
  list_price?: number | null;
  currency: string;
  image: string | null;
  url: string | null;
  text: string;
  reasons: string[];
  in_stock: boolean;
  rating?: number | null;
  rating_count?: number;
}

/** A cart as messages carry it, its amounts as texts, and as the gateway answers, as numbers. */
export interface CartView {
  lines: { item_id: string; title: string; quantity: number; options: Record<string, string>; price: number | string; image?: string | null }[];
  discount: number | string;
  shipping: number | string;
  total: number | string;
  currency: string;
  checkout_url?: string;
}

export interface Variant {
  options: Record<string, string>;
  stock: number;
}

export interface QuickReply {
  title: string;
  payload: string;
}

export interface Source {
  kind: "faq" | "item" | "policy";
  id: string;
  title: string;
}

export type Author = "shopper" | "bot" | "agent" | "system";
export type OwnerName = "bot" | "waiting" | "agent" | "closed";

export interface Message {
  id: string;
  conversation_id: string;
  author: Author;
  text: string;
  cards: Card[];
  quick_replies: QuickReply[];
  sources: Source[];
  data?: Record<string, unknown>;
  created_at: string;
}

/** A picture that the gateway keeps; `url` is a path on it, `width` and `height` are its pixels. */
export interface Attachment {
  width?: number;
  height?: number;
  id: string;
  url: string;
  type: string;
}

export interface Session {
  token: string;
  conversation_id: string;
  expires_at: string;
  consent?: boolean | null;
  shopper?: { known: boolean; email?: string };
  shop?: { name: string; currency: string };
}

export interface Owner {
  owner: OwnerName;
  agent?: { name: string };
  position?: number;
  wait_seconds?: number;
}

export type Frame =
  | { type: "ready"; conversation_id: string; owner: Owner }
  | { type: "message"; message: Message; client_id?: string }
  | { type: "delta"; message_id: string; text: string }
  | { type: "typing"; author: "bot" | "agent"; on: boolean }
  | ({ type: "owner" } & Owner)
  | { type: "ping" };

export interface ShopEvent {
  type: "view" | "search" | "cart" | "purchase" | "rating" | "dismiss";
  item_id?: string;
  query?: string;
  value?: number;
}

export interface ErrorBody {
  error: { code: string; message: string; field?: string };
}
