import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

const PATHS = {
  desk: svg`<path d="M4 5h16v11H9l-5 4z" />`,
  charts: svg`<path d="M5 20V11M12 20V4M19 20v-6" />`,
  review: svg`<path d="M9 11l3 3 8-8M20 12v7H4V5h9" />`,
  faqs: svg`<path d="M9 9a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 2.3M12 17.5v.1" /><circle cx="12" cy="12" r="9" />`,
  gaps: svg`<path d="M4 6h16M4 12h6M14 12h6M4 18h16" />`,
  canned: svg`<path d="M13 3 5 14h6l-1 7 8-11h-6z" />`,
  hours: svg`<circle cx="12" cy="12" r="9" /><path d="M12 7v5l3.5 2" />`,
  agents: svg`<circle cx="9" cy="8" r="3.5" /><path d="M2.5 20c.6-3.6 3.2-5.5 6.5-5.5s5.9 1.9 6.5 5.5M16 5a3.5 3.5 0 0 1 0 6.6M18.5 14.9c1.7.8 2.7 2.5 3 5.1" />`,
  send: svg`<path d="M4 12 20 4l-4 16-4.5-6.5z" />`,
  back: svg`<path d="M15 5l-7 7 7 7" />`,
  person: svg`<circle cx="12" cy="8" r="4" /><path d="M4 21c.8-4.5 4-6.5 8-6.5s7.2 2 8 6.5" />`,
  bot: svg`<rect x="4" y="8" width="16" height="11" rx="3" /><path d="M12 8V4M9 13v1M15 13v1" />`,
  transfer: svg`<path d="M4 8h14l-4-4M20 16H6l4 4" />`,
  close: svg`<path d="M5 12.5l4.5 4.5L19 7" />`,
  cross: svg`<path d="M6 6l12 12M18 6L6 18" />`,
  note: svg`<path d="M5 4h14v10l-5 6H5zM14 20v-6h5" />`,
  product: svg`<path d="M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8" />`,
  picture: svg`<rect x="3" y="4" width="18" height="16" rx="2.5" /><circle cx="9" cy="10" r="1.8" /><path d="M4 18l5.5-5 4 3.5 3-2.5 4 4" />`,
  audit: svg`<path d="M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4" />`,
  spark: svg`<path d="M12 4l1.8 5.2L19 11l-5.2 1.8L12 18l-1.8-5.2L5 11l5.2-1.8zM19 17v4M17 19h4" />`,
  info: svg`<circle cx="12" cy="12" r="9" /><path d="M12 11v5.5M12 7.5v.1" />`,
  sound: svg`<path d="M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11" />`,
  silent: svg`<path d="M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5" />`,
  keys: svg`<rect x="3" y="6" width="18" height="12" rx="2" /><path d="M7 10h.1M11 10h.1M15 10h.1M8 14h8" />`,
  leave: svg`<path d="M14 4H5v16h9M10 12h11M17.5 8.5 21 12l-3.5 3.5" />`,
  search: svg`<circle cx="11" cy="11" r="6.5" /><path d="M16 16l5 5" />`,
  clock: svg`<circle cx="12" cy="12" r="9" /><path d="M12 7v5l3.5 2" />`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof PATHS;

/** A drawing beside words, or inside a button that has a name of its own: readers pass over it. */
export function icon(name: IconName): TemplateResult {
  return html`<svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${PATHS[name]}
  </svg>`;
}
