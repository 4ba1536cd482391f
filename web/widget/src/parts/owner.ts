import { html, nothing, type TemplateResult } from "lit";
import { counted, say, type Texts } from "../texts";
import type { Owner } from "../types";

const LONG = 90; // minutes that are told in hours from here on

/** What there is to know beside who answers: place in the queue and expected wait. Nothing while it is the bot. */
export function ownerNotice(owner: Owner, texts: Texts, language: string): TemplateResult | typeof nothing {
  const words = told(owner, texts, language);
  return words === null ? nothing : html`<p class="notice" role="status">${words}</p>`;
}

function told({ owner, agent, position, wait_seconds: wait }: Owner, texts: Texts, language: string): string | null {
  switch (owner) {
    case "waiting": {
      if (wait === undefined) return texts.nobody; // a place in a queue that nobody serves is no news
      const place = position === undefined ? "" : `${say(texts.position, { n: position })} `;
      return `${texts.waiting} · ${place}${waiting(wait, texts, language)}`; // not every language ends a sentence with a dot
    }
    case "agent":
      return agent === undefined ? null : say(texts.agent, { name: agent.name });
    case "closed":
      return texts.closed;
    case "bot":
      return null;
  }
}

function waiting(seconds: number, texts: Texts, language: string): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return minutes < LONG ? counted(texts.minutes, minutes, language) : counted(texts.hours, Math.round(minutes / 60), language);
}
