import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../texts/en";
import type { Owner } from "../types";

/** Who answers now; place in the queue and expected wait of one who waits. Nothing while it is the bot. */
export function ownerNotice(owner: Owner, texts: Texts): TemplateResult | typeof nothing {
  const words = told(owner, texts);
  return words === null ? nothing : html`<p class="notice" role="status">${words}</p>`;
}

function told({ owner, agent, position, wait_seconds: wait }: Owner, texts: Texts): string | null {
  switch (owner) {
    case "waiting": {
      const place = position === undefined ? "" : ` ${texts.position(position)}`;
      const time = wait === undefined ? "" : ` ${texts.wait(Math.ceil(wait / 60))}`;
      return `${texts.waiting}.${place}${time}`;
    }
    case "agent":
      return agent === undefined ? null : texts.agent(agent.name);
    case "closed":
      return texts.closed;
    case "bot":
      return null;
  }
}
