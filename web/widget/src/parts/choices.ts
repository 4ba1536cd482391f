import { html, type TemplateResult } from "lit";
import type { Variant } from "../types";
import { choicesOf, type Options } from "../variants";

/** A group of buttons for each thing that is to be chosen of an item, what cannot be had crossed out. */
export function choices(variants: Variant[], chosen: Options, choose: (chosen: Options) => void): TemplateResult[] {
  return choicesOf(variants, chosen).map(
    ({ name, values }) => html`<fieldset>
      <legend>${name}</legend>
      ${values.map(
        ({ value, there }) => html`<button
          aria-pressed=${chosen[name] === value}
          ?disabled=${!there}
          @click=${() => choose({ ...chosen, [name]: value })}
        >
          ${value}
        </button>`,
      )}
    </fieldset>`,
  );
}
