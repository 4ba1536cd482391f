import type { Thread } from "./thread";

/** What the placeholders of a canned reply stand for; what is not known stays undefined. */
export interface Values {
  name?: string | undefined;
  agent?: string | undefined;
  order?: string | undefined;
}

const PLACEHOLDER = /\{(name|agent|order)\}/g;

/** The reply with its placeholders filled. A name that is not known is left out with the space before it; an order is left to be filled in. */
export function fill(text: string, values: Values): string {
  const named = values.name === undefined ? text.replace(/\s*\{name\}/g, "") : text;
  return named.replace(PLACEHOLDER, (whole, key: keyof Values) => values[key] ?? whole);
}

/** Where the first placeholder stands that is still to be filled in, as [start, end]. */
export function gap(text: string): [number, number] | null {
  const found = new RegExp(PLACEHOLDER.source).exec(text);
  return found === null ? null : [found.index, found.index + found[0].length];
}

/** What is known for a conversation: the shopper's first name, the agent's, and the order that it is about. */
export function valuesOf(thread: Thread, agent: string): Values {
  const name = thread.shopper?.name ?? thread.line?.shopper.name;
  return { name: name?.split(" ")[0], agent, order: orderOf(thread) };
}

/** The order that the bot heard of, or last showed, or the only one that the shopper has. */
function orderOf({ slots, messages, shopper }: Thread): string | undefined {
  if (typeof slots["order_number"] === "string") return slots["order_number"];
  for (const { data } of messages.toReversed()) {
    const number = (data?.["order"] as { number?: string } | undefined)?.number;
    if (number !== undefined) return number;
  }
  return shopper?.orders.length === 1 ? shopper.orders[0]?.number : undefined;
}
