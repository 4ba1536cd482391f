import { svg, html, type SVGTemplateResult, type TemplateResult } from "lit";
import { BUBBLE } from "./launcher";

const drawing = (lines: SVGTemplateResult): TemplateResult =>
  html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${lines}</svg>`;

/** What buttons show; each is named by the button's own label. */
export const icons = {
  chat: html`<svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
    <path d=${BUBBLE} />
  </svg>`,
  send: html`<svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M3 20.5v-7l9-1.5-9-1.5v-7L21.5 12z" /></svg>`,
  cross: drawing(svg`<path d="M6 6l12 12M18 6L6 18" />`),
  dots: drawing(svg`<path stroke-width="3" d="M5 12h.01M12 12h.01M19 12h.01" />`),
  person: drawing(svg`<circle cx="12" cy="8" r="4" /><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0" />`),
  bot: drawing(svg`<rect x="4" y="8" width="16" height="12" rx="3" /><path d="M12 8V4M9 13v2M15 13v2" />`),
  spark: drawing(svg`<path d="M12 3l2.2 6.8L21 12l-6.8 2.2L12 21l-2.2-6.8L3 12l6.8-2.2z" />`),
  box: drawing(svg`<path d="M3.5 7.5L12 3l8.5 4.5v9L12 21l-8.5-4.5zM3.5 7.5L12 12l8.5-4.5M12 12v9" />`),
  turn: drawing(svg`<path d="M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3" />`),
  picture: drawing(svg`<rect x="3" y="4" width="18" height="16" rx="2.5" /><circle cx="9" cy="10" r="1.8" /><path d="M4 18l5.5-5 4 3.5 3-2.5 4 4" />`),
  left: drawing(svg`<path d="M15 5l-7 7 7 7" />`),
  right: drawing(svg`<path d="M9 5l7 7-7 7" />`),
  down: drawing(svg`<path d="M12 4v15M6 13l6 6 6-6" />`),
  check: drawing(svg`<path d="M5 12.5l4.5 4.5L19 7.5" />`),
};
