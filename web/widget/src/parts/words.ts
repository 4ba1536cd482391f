import { html, type TemplateResult } from "lit";
import { pieces } from "../links";

type Part = string | TemplateResult;

/**
 * What the shop says: addresses can be followed, `**bold**` is bold, and a line that begins with a dash is an item of a
 * list. Nothing else of Markdown, and no HTML: what stands there is text.
 *
 * `button` is an address that is drawn as a button with its label.
 */
export function words(text: string, button?: { url: string; label: string }): Part[] {
  return pieces(text.replace(/^[-*] /gm, "• ")).flatMap(({ text: piece, link }): Part[] => {
    if (link === null) return bold(piece);
    const pays = button !== undefined && piece === button.url;
    return [html`<a class=${pays ? "pill main" : ""} href=${link} target="_blank" rel="noopener">${pays ? button.label : piece}</a>`];
  });
}

function bold(text: string): Part[] {
  return text
    .split(/\*\*(\S(?:[^*]*\S)?)\*\*/)
    .map((part, index): Part => (index % 2 === 1 ? html`<strong>${part}</strong>` : part))
    .filter((part) => part !== "");
}
