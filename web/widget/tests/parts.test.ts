import { afterEach, describe, expect, it } from "vitest";
import type { Shown } from "../src/conversation";
import { Bubble } from "../src/parts/bubble";
import { Composer, type Written } from "../src/parts/composer";
import { Menu } from "../src/parts/menu";
import type { Card } from "../src/types";

const HOSTILE = `<img src=x onerror="alert(1)"><script>alert(2)</script>`;

function said(more: Partial<Shown>): Shown {
  const empty = { cards: [], quick_replies: [], sources: [], created_at: "2026-01-01T10:00:00Z" };
  return { id: "m", conversation_id: "c", author: "bot", text: "", ...empty, ...more };
}

async function bubble(message: Partial<Shown>, options: Partial<Bubble> = {}): Promise<Bubble> {
  const element = new Bubble();
  Object.assign(element, { message: said(message), server: "https://chat.example", ...options });
  document.body.append(element);
  await element.updateComplete;
  return element;
}

/** A part of an element's shadow tree, once it has been drawn. */
async function part(host: Element, selector: string): Promise<HTMLElement> {
  const found = host.shadowRoot?.querySelector<HTMLElement>(selector);
  if (found === null || found === undefined) throw new Error(`there is no ${selector}`);
  await (found as Partial<{ updateComplete: Promise<boolean> }>).updateComplete;
  return found;
}

function heard(host: EventTarget, name: string): unknown[] {
  const details: unknown[] = [];
  host.addEventListener(name, (event) => details.push((event as CustomEvent<unknown>).detail));
  return details;
}

const card: Card = {
  item_id: "a",
  title: HOSTILE,
  price: 10,
  currency: "EUR",
  image: "javascript:alert(1)",
  url: "javascript:alert(2)",
  text: HOSTILE,
  reasons: [HOSTILE],
  in_stock: true,
};

afterEach(() => document.body.replaceChildren());

describe("a bubble", () => {
  it("has a button where the cart is paid, and links where addresses stand", async () => {
    const url = "https://shop.example/checkout?cart=1";
    const text = `That comes to €20. You can pay here: ${url}`;
    const paying = await bubble({ text, data: { checkout: { url } } });
    const button = await part(paying, ".text a");
    expect([button.getAttribute("href"), button.textContent, button.className]).toEqual([url, "Check out", "pill main"]);
    expect((await part(paying, ".text")).textContent).not.toContain(url);
    const telling = await bubble({ author: "agent", text: "See https://shop.example/sizes." });
    expect((await part(telling, ".text a")).textContent).toBe("https://shop.example/sizes");
    const shopper = await bubble({ author: "shopper", text });
    expect(shopper.shadowRoot?.querySelector(".text a")).toBeNull();
  });

  it("shows whatever anyone wrote as text", async () => {
    const element = await bubble({
      text: HOSTILE,
      cards: [card],
      sources: [{ kind: "faq", id: "1", title: HOSTILE }],
      quick_replies: [{ title: HOSTILE, payload: "q" }],
      data: { compare: { items: [{ item_id: "a", title: HOSTILE }], rows: [{ name: HOSTILE, values: [HOSTILE] }] } },
    }, { last: true });
    const roots = [element.shadowRoot, (await part(element, "shopkeeper-cards")).shadowRoot, (await part(element, "shopkeeper-compare")).shadowRoot];
    for (const root of roots) {
      expect(root?.querySelector("img, script, a")).toBeNull();
      expect(root?.textContent).toContain("onerror");
    }
  });

  it("reads bold words and lists, and nothing else of a markup", async () => {
    const element = await bubble({ text: "**Two** things:\n- a lamp\n- <b>no</b> [link](javascript:alert(1))" });
    const text = await part(element, ".text");
    expect(text.querySelector("strong")?.textContent).toBe("Two");
    expect(text.textContent).toContain("• a lamp\n• <b>no</b> [link](javascript:alert(1))");
    expect(text.querySelector("a, b")).toBeNull();
  });

  it("draws the cart with quantities that can be changed while it is the latest", async () => {
    const line = { item_id: "a", title: "Lamp", quantity: 2, options: { Size: "M" }, price: "20.00" };
    const cart = { lines: [line], discount: "0", shipping: "4.90", total: "24.90", currency: "EUR" };
    const element = await bubble({ text: "Lamp is in:\n• 2 × Lamp: €20\nTogether €24.90.", data: { cart } }, { live: true });
    expect((await part(element, ".text")).textContent).toContain("Lamp is in:\nTogether");
    const changed = heard(element, "quantity");
    (await part(await part(element, "shopkeeper-cart"), "button[aria-label='One fewer: Lamp']")).click();
    expect(changed).toEqual([{ line, quantity: 1 }]);
    const older = await bubble({ data: { cart } });
    expect((await part(older, "shopkeeper-cart")).shadowRoot?.querySelector("button")).toBeNull();
  });

  it("shows a picture of the gateway's, and of nowhere else that is no web address", async () => {
    const good = await bubble({ author: "shopper", data: { attachment: { id: "p.png", url: "/api/uploads/c/p.png" } } });
    expect((await part(good, "img.picture")).getAttribute("src")).toBe("https://chat.example/api/uploads/c/p.png");
    const bad = await bubble({ author: "shopper", data: { attachment: { url: "javascript:alert(1)" } } });
    expect(bad.shadowRoot?.querySelector("img")).toBeNull();
  });

  it("asks for a rating only while it is the last word of the house", async () => {
    const element = await bubble({ author: "system", text: "Closed.", data: { rate: true } }, { asks: true });
    const rated = heard(element, "rate");
    const rating = await part(element, "shopkeeper-rating");
    const stars = [...(rating.shadowRoot?.querySelectorAll<HTMLInputElement>("input") ?? [])];
    expect(stars.map((star) => star.value)).toEqual(["1", "2", "3", "4", "5"]);
    stars[3]?.click();
    await (rating as Partial<{ updateComplete: Promise<boolean> }>).updateComplete;
    const comment = await part(rating, "textarea");
    (comment as HTMLTextAreaElement).value = " fine ";
    (await part(rating, "button")).click();
    expect(rated).toEqual([{ rating: 4, comment: "fine" }]);
    const later = await bubble({ author: "system", text: "Closed.", data: { rate: true } });
    expect(later.shadowRoot?.querySelector("shopkeeper-rating")).toBeNull();
  });

  it("takes an address and a question while nobody is at the desk", async () => {
    const element = await bubble({ author: "system", text: "Nobody is here.", data: { ask_email: true } }, { asks: true });
    const letters = heard(element, "letter");
    const letter = await part(element, "shopkeeper-letter");
    ((await part(letter, "input")) as HTMLInputElement).value = "ann@x.example";
    ((await part(letter, "textarea")) as HTMLTextAreaElement).value = "Is it waterproof?";
    (await part(letter, "button")).click();
    expect(letters).toEqual([{ email: "ann@x.example", question: "Is it waterproof?" }]);
  });

  it("puts a card aside and keeps the focus in the list", async () => {
    const element = await bubble({ cards: [{ ...card, title: "A" }, { ...card, item_id: "b", title: "B" }] });
    const done = heard(element, "card");
    const cards = await part(element, "shopkeeper-cards");
    (await part(cards, "button[aria-label='Not for me: A']")).click();
    await (cards as Partial<{ updateComplete: Promise<boolean> }>).updateComplete;
    expect(cards.shadowRoot?.querySelectorAll("li")).toHaveLength(1);
    expect(cards.shadowRoot?.activeElement?.tagName).toBe("UL");
    expect(done).toMatchObject([{ action: "dismiss", card: { item_id: "a" } }]);
  });
});

describe("the menu", () => {
  it("asks before data are deleted, and stays in the keys' reach", async () => {
    const menu = new Menu();
    document.body.append(menu);
    await menu.updateComplete;
    const chosen = heard(menu, "chosen");
    (await part(menu, ".dots")).click();
    await menu.updateComplete;
    const labelled = (label: string): HTMLElement | undefined =>
      [...(menu.shadowRoot?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])].find((item) => item.textContent.trim() === label);
    const erase = labelled("Delete my data");
    erase?.focus();
    erase?.click();
    await menu.updateComplete;
    expect(chosen).toEqual([]);
    expect(menu.shadowRoot?.activeElement?.getAttribute("role")).toBe("menu");
    labelled("Yes, delete it")?.click();
    expect(chosen).toEqual(["erase"]);
  });
});

describe("the composer", () => {
  async function composer(): Promise<Composer> {
    const element = new Composer();
    document.body.append(element);
    await element.updateComplete;
    return element;
  }

  async function attach(element: Composer, file: File): Promise<void> {
    const event = Object.assign(new Event("paste", { bubbles: true, cancelable: true }), { clipboardData: { files: [file] } });
    (await part(element, "form")).dispatchEvent(event);
    await element.updateComplete;
  }

  it("sends a picture that was checked, alone or with words", async () => {
    const element = await composer();
    const sent = heard(element, "send") as Written[];
    await attach(element, new File(["x"], "lamp.png", { type: "image/png" }));
    expect((await part(element, ".picture")).textContent).toContain("lamp.png");
    (await part(element, "button[type=submit]")).click();
    await element.updateComplete;
    expect(sent.map((one) => [one.text, one.picture?.name])).toEqual([["", "lamp.png"]]);
    expect(element.shadowRoot?.querySelector(".picture")).toBeNull();
  });

  it.each([
    [new File(["<svg/>"], "x.svg", { type: "image/svg+xml" }), "PNG"],
    [new File([new Uint8Array(5_000_001)], "big.png", { type: "image/png" }), "5 MB"],
  ])("says why a file cannot be sent", async (file, why) => {
    const element = await composer();
    await attach(element, file);
    expect((await part(element, "[role=alert]")).textContent).toContain(why);
    expect(element.shadowRoot?.querySelector(".picture")).toBeNull();
  });

  it("sends on Enter, not while a word is being composed", async () => {
    const element = await composer();
    const sent = heard(element, "send") as Written[];
    const area = (await part(element, "textarea")) as HTMLTextAreaElement;
    area.value = "你好";
    area.dispatchEvent(new Event("input"));
    const press = (isComposing: boolean): boolean =>
      area.dispatchEvent(Object.assign(new Event("keydown", { cancelable: true }), { key: "Enter", shiftKey: false, isComposing }));
    press(true);
    expect(sent).toEqual([]);
    press(false);
    expect(sent).toEqual([{ text: "你好" }]);
  });
});
