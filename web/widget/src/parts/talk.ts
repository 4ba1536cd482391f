import { html, type TemplateResult } from "lit";
import type { Conversation } from "../conversation";
import type { Texts } from "../texts";
import { dateOf, dayLine } from "../time";
import { cartOf } from "./bubble";

const TOGETHER = 5 * 60_000; // ms between messages that are one author's in one go

/** The messages of a conversation in groups, a line above each new day. */
export function talk(conversation: Conversation, texts: Texts, language: string): TemplateResult[] {
  const { messages } = conversation;
  const asking = messages.findLastIndex((message) => message.author !== "shopper");
  const cart = messages.findLastIndex((message) => cartOf(message) !== null);
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const newDay = before === undefined || dateOf(before.created_at) !== dateOf(message.created_at);
    const close = before !== undefined && Date.parse(message.created_at) - Date.parse(before.created_at) < TOGETHER;
    const opens = newDay || !close || before.author !== message.author;
    return html`${newDay ? html`<p class="day"><time datetime=${message.created_at}>${dayLine(message.created_at, language)}</time></p>` : ""}
      <shopkeeper-bubble
        .message=${{ ...message }}
        .texts=${texts}
        server=${conversation.api.server}
        language=${language}
        ?opens=${opens}
        ?last=${index === messages.length - 1}
        ?asks=${index === asking}
        ?live=${index === cart}
        data-id=${message.id}
      ></shopkeeper-bubble>`;
  });
}
