import { html, nothing, type TemplateResult } from "lit";
import { icons } from "../icons";
import type { Texts } from "../texts";

/** What a shopper sees before the first word: a greeting, and what others begin with. */
export function welcome(texts: Texts, begin: (text: string) => void): TemplateResult {
  const starters = [
    [icons.spark, texts.starters.suggest],
    [icons.box, texts.starters.order],
    [icons.turn, texts.starters.returns],
  ] as const;
  return html`<div class="welcome">
    <h3>${texts.hello}</h3>
    <p>${texts.greeting}</p>
    ${starters.map(([icon, text]) => html`<button class="pill" @click=${() => begin(text)}>${icon} ${text}</button>`)}
  </div>`;
}

/** Whether the shop may remember what is looked at: asked once, with the policy and the way back. */
export function consent(texts: Texts, policy: string | null, decide: (tracking: boolean) => void): TemplateResult {
  return html`<div class="consent framed" role="group" aria-label=${texts.consent}>
    <p>${texts.consent}</p>
    <p class="soft">
      ${texts.consentHint} ${policy === null ? nothing : html`<a href=${policy} target="_blank" rel="noopener">${texts.policy}</a>`}
    </p>
    <button class="pill" @click=${() => decide(true)}>${texts.yes}</button>
    <button class="pill" @click=${() => decide(false)}>${texts.no}</button>
  </div>`;
}
