import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { icon } from "../icons";
import { theme } from "../theme";

/** A box over the page that keeps the focus; it is open while it is drawn. Fires `closed`. */
@customElement("desk-dialog")
export class Dialog extends LitElement {
  @property() heading = "";
  @query("dialog") private box!: HTMLDialogElement;

  static override styles = [
    theme,
    css`
      dialog {
        width: min(520px, calc(100vw - 24px));
        max-height: calc(100dvh - 40px);
        padding: 0;
        border: 1px solid var(--line);
        border-radius: 16px;
        background: var(--surface);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      dialog::backdrop {
        background: rgb(10 20 16 / 0.45);
      }
      header {
        display: flex;
        align-items: center;
        padding: 16px 14px 4px 20px;
      }
      h2 {
        flex: 1;
      }
      header button {
        display: grid;
        place-items: center;
        width: 34px;
        height: 34px;
        border-radius: 9px;
      }
      header button:hover {
        background: var(--page);
      }
      .body {
        padding: 8px 20px 20px;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading" @close=${() => this.dispatchEvent(new Event("closed"))} @click=${this.outside}>
      <header>
        <h2 id="heading">${this.heading}</h2>
        <button aria-label="Close" @click=${() => this.box.close()}>${icon("cross")}</button>
      </header>
      <div class="body"><slot></slot></div>
    </dialog>`;
  }

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    this.box.showModal();
    this.querySelector<HTMLElement>("[autofocus]")?.focus();
  }

  private outside(event: MouseEvent): void {
    if (event.target === this.box) this.box.close();
  }
}
