import { money } from "./links";
import { speaker } from "./speaker";
import type { Texts } from "./texts";
import type { Message } from "./types";

/** A conversation as plain text: who, when, what was said and shown. */
export function transcript(messages: Message[], texts: Texts, language: string): string {
  const time = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return messages
    .map((message) => {
      const cards = message.cards.map((card) => `  · ${card.title} ${money(card.price, card.currency, language)}`.trimEnd());
      const picture = message.data?.["attachment"] === undefined ? [] : [`[${texts.picture}]`];
      const head = message.author === "system" ? "" : `${speaker(message, texts)}, `;
      return [`${head}${time.format(new Date(message.created_at))}`, ...picture, message.text, ...cards].filter((line) => line !== "").join("\n");
    })
    .join("\n\n");
}

/** Give the browser a text, or bytes, to keep as a file. */
export function saveAs(name: string, content: string | Uint8Array<ArrayBuffer>, type = "text/plain;charset=utf-8"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
