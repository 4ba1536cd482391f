import type { Texts } from "./texts";
import type { Message } from "./types";

/** The agent who wrote a message, if one did. */
export function agentName(message: Message): string | undefined {
  return (message.data?.["agent"] as { name?: string } | undefined)?.name;
}

/** Who said it, for the shopper to read. */
export function speaker(message: Message, texts: Texts): string {
  return message.author === "shopper" ? texts.you : (agentName(message) ?? texts.bot);
}
