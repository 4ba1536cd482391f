import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { SHORTCUTS, WRITING } from "../keys";
import { theme } from "../theme";
import "./dialog";

/** Which key does what, and the switch that turns the single keys off. Fires `closed`, and `switch` with true or false. */
@customElement("desk-help")
export class Help extends LitElement {
  @property({ type: Boolean }) on = true;

  static override styles = [
    theme,
    css`
      dl {
        display: grid;
        grid-template-columns: 124px 1fr;
        gap: 5px 14px;
        align-items: center;
      }
      kbd {
        display: inline-block;
        min-width: 26px;
        padding: 1px 7px;
        border: 1px solid var(--line);
        border-bottom-width: 2px;
        border-radius: 6px;
        background: var(--raised);
        font: 600 12.5px/1.5 ui-monospace, monospace;
        text-align: center;
      }
      h3 {
        margin: 14px 0 6px;
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-top: 16px;
      }
      input {
        accent-color: var(--accent);
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<desk-dialog heading="Keyboard shortcuts">
      <dl>${SHORTCUTS.map(({ key, title }) => row([key], title))}</dl>
      <h3>While writing</h3>
      <dl>${WRITING.map(({ keys, title }) => row(keys.split(" "), title))}</dl>
      <label>
        <input type="checkbox" .checked=${this.on} @change=${this.flip} />
        Single-key shortcuts
      </label>
    </desk-dialog>`;
  }

  private flip(event: Event): void {
    this.dispatchEvent(new CustomEvent("switch", { detail: (event.target as HTMLInputElement).checked }));
  }
}

function row(keys: string[], title: string): TemplateResult {
  return html`<dt>${keys.map((key, index) => html`${index > 0 ? " + " : ""}<kbd>${key}</kbd>`)}</dt>
    <dd>${title}</dd>`;
}
