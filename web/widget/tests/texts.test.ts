import { describe, expect, it } from "vitest";
import { LANGUAGES, textsOf } from "../src/texts";

/** Every word of a language, those that take a value with one filled in. */
function words(texts: object): string[] {
  return Object.values(texts).flatMap((value: unknown) => {
    if (typeof value === "function") return [String((value as (given: unknown) => unknown)(3))];
    if (Array.isArray(value)) return value.map(String);
    return typeof value === "object" && value !== null ? words(value) : [String(value)];
  });
}

describe("a language", () => {
  it.each(Object.keys(LANGUAGES))("has a word for everything: %s", (language) => {
    expect(words(textsOf(language)).filter((word) => word.trim() === "" || word.includes("undefined"))).toEqual([]);
  });

  it("is found by its tag, and is English where there is none", () => {
    expect(textsOf("zh-Hans-CN")).toBe(LANGUAGES["zh"]);
    expect(textsOf("tlh")).toBe(LANGUAGES["en"]);
  });

  it("keeps nothing from another one", () => {
    const shared = words(textsOf("zh")).filter((word) => words(textsOf("en")).includes(word));
    expect(shared).toEqual([]);
  });
});
