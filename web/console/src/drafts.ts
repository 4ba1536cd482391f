import type { Attachment } from "../../widget/src/types";

/** Something that the agent has sent and the gateway has not yet taken; its `client_id` makes a second attempt safe. */
export interface Unsent {
  client_id: string;
  text: string;
  item_id?: string | undefined;
  attachment?: Attachment | undefined;
}

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** What is half written or not yet taken, by conversation; it outlives a reload of the page, not the browser. */
export class Drafts {
  constructor(private readonly shelf: Shelf = sessionStorage) {}

  text(id: string): string {
    return this.shelf.getItem(`desk.draft.${id}`) ?? "";
  }

  keepText(id: string, text: string): void {
    this.keep(`desk.draft.${id}`, text);
  }

  unsent(id: string): Unsent[] {
    try {
      return JSON.parse(this.shelf.getItem(`desk.unsent.${id}`) ?? "[]") as Unsent[];
    } catch {
      return [];
    }
  }

  add(id: string, message: Unsent): void {
    const others = this.unsent(id).filter((one) => one.client_id !== message.client_id);
    this.keep(`desk.unsent.${id}`, JSON.stringify([...others, message]));
  }

  drop(id: string, clientId: string): void {
    const others = this.unsent(id).filter((one) => one.client_id !== clientId);
    this.keep(`desk.unsent.${id}`, others.length === 0 ? "" : JSON.stringify(others));
  }

  private keep(key: string, value: string): void {
    if (value === "") this.shelf.removeItem(key);
    else this.shelf.setItem(key, value);
  }
}
