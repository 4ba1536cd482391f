import { describe, expect, it } from "vitest";
import { money, pieces, safeLink } from "../src/links";

describe("a link", () => {
  it.each(["javascript:alert(1)", "data:text/html,x", "vbscript:x", " javascript:alert(1)", "java\nscript:alert(1)", "", null])(
    "is dropped when it is no web address: %s",
    (address) => {
      expect(safeLink(address, "https://shop.example")).toBeNull();
    },
  );

  it("is taken relative to the shop", () => {
    expect(safeLink("/images/a.svg", "https://shop.example")).toBe("https://shop.example/images/a.svg");
  });
});

describe("a text", () => {
  it("is cut where addresses stand", () => {
    const found = pieces("See https://a.example/x?y=1, or (http://b.example).");
    expect(found.map((piece) => piece.link)).toEqual([null, "https://a.example/x?y=1", null, "http://b.example/", null]);
    expect(found.map((piece) => piece.text).join("")).toBe("See https://a.example/x?y=1, or (http://b.example).");
  });

  it("without any stays whole", () => {
    expect(pieces("nothing: here")).toEqual([{ text: "nothing: here", link: null }]);
  });
});

describe("money", () => {
  it("is written in the reader's way", () => {
    expect(money(19.9, "EUR", "en")).toBe("€19.90");
  });
  it("survives a currency that is none", () => {
    expect(money(5, "doubloons", "en")).toBe("5 doubloons");
  });
});
