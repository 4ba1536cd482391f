/** What the gateway sends to agents: the shapes of gateway/routes/agent/schema.py. */
import type { Author, Message, Owner, OwnerName } from "../../widget/src/types";

export interface Agent {
  id: string;
  name: string;
  email: string;
  role: "agent" | "admin";
  active: boolean;
  online: boolean;
}

export interface SignedIn {
  agent: Agent;
  csrf: string;
}

/** A conversation as a line of a list. */
export interface Line {
  id: string;
  owner: OwnerName;
  agent: { id: string; name: string } | null;
  shopper: { id: string; known: boolean; name: string | null; email: string | null };
  language: string;
  waiting_since: string | null;
  unread: number;
  last: { author: Author; text: string; created_at: string } | null;
  why: string;
  category: string | null;
  rating: number | null;
  rating_comment?: string;
  updated_at: string;
}

export interface Understood {
  intent: string;
  confidence: number;
  entities: Record<string, unknown>;
}

export interface DeskMessage extends Message {
  understood?: Understood | null;
}

export interface Note {
  id: number;
  agent: string;
  text: string;
  created_at: string;
}

export interface Taste {
  text: string;
  kind: string;
  weight: number;
  source: string;
  evidence: string[];
}

export interface Profile {
  tastes: Taste[];
  price_low: string | null;
  price_high: string | null;
  brands: string[];
  sizes: string[];
  last_seen: string | null;
}

export interface OrderLine {
  item_id: string;
  title: string;
  quantity: number;
  unit_price: string;
  options: Record<string, string>;
}

export interface Order {
  number: string;
  status: string;
  lines: OrderLine[];
  total: string;
  currency: string;
  placed_at: string;
  expected_at: string | null;
  carrier: string | null;
  tracking: string | null;
}

export interface ShopperEvent {
  type: string;
  item_id: string | null;
  query: string | null;
  value: number | null;
  ts: string;
  title: string | null;
}

export interface Shopper {
  id: string;
  known: boolean;
  name: string | null;
  email: string | null;
  profile: Profile;
  events: ShopperEvent[];
  orders: Order[];
  cart: { lines: { title: string; quantity: number }[]; total: number; currency: string };
}

export interface Change {
  owner: OwnerName;
  who: string;
  why: string;
  at: string;
}

/** One conversation with all that an agent needs to answer. */
export interface Whole {
  conversation: Line;
  messages: DeskMessage[];
  notes: Note[];
  shopper: Shopper;
  changes: Change[];
  slots: Record<string, unknown>;
}

export interface Canned {
  id: number;
  title: string;
  text: string;
}

/** A draft for the agent; `composed` where the model had nothing of use. */
export interface Written {
  text: string;
  origin: "model" | "composed";
}

export interface Item {
  id: string;
  title: string;
  category: string | null;
  price: number | null;
  currency: string;
  image: string | null;
  stock: number;
}

/** What a list is narrowed to; empty texts narrow nothing. */
export interface Wanted {
  q: string;
  language: string;
  rating: string;
}

export interface Page {
  conversations: Line[];
  waiting: number;
  next?: string | null;
}

export type View = "queue" | "mine" | "all" | "closed";

export type Frame =
  | { type: "ready"; agent: Agent; waiting: number }
  | { type: "queue"; waiting: number }
  | { type: "conversation"; conversation: Line }
  | { type: "watching"; conversation_id: string }
  | { type: "message"; conversation_id: string; message: DeskMessage; client_id?: string }
  | { type: "delta"; conversation_id: string; message_id: string; text: string }
  | { type: "typing"; conversation_id: string; author: "shopper" | "bot" | "agent"; on: boolean }
  | ({ type: "owner"; conversation_id: string } & Owner)
  | { type: "note"; conversation_id: string; note: Note }
  | { type: "ping" };
