import { readdirSync, readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { counted, en, folderOf, localeOf, say } from "../src/texts";

const HOME = join(import.meta.dirname, "..", "..", "..", "languages");
const TAGS = readdirSync(HOME).filter((tag) => existsSync(join(HOME, tag, "widget.json")));

/** Every text of a language by its path, with what is to be filled in; plural forms count as one text. */
function holes(texts: object, path = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(texts) as [string, string | object][]) {
    const here = `${path}/${key}`;
    if (typeof value !== "string" && "other" in value) found[here] = "plural";
    else if (typeof value === "string") found[here] = (value.match(/\{\w+\}/g) ?? []).sort().join();
    else Object.assign(found, holes(value, here));
  }
  return found;
}

describe("a language", () => {
  it.each(TAGS)("has a text for everything, with the same to fill in: %s", (tag) => {
    const texts = JSON.parse(readFileSync(join(HOME, tag, "widget.json"), "utf8")) as typeof en;
    expect(holes(texts)).toEqual(holes(en));
    expect(JSON.stringify(texts)).not.toContain('""');
  });

  it("is found by its tag", () => {
    const asked = ["zh-CN", "zh-TW", "zh-Hans-CN", "de-AT", "en-GB", "no tag at all"];
    expect(asked.map(folderOf)).toEqual(["zh-Hans", "zh-Hant", "zh-Hans", "de", "en", "en"]);
    expect(folderOf("zh_TW")).toBe("zh-Hant");
  });

  it("writes days and hours as the shopper's region does, whatever a page has as its language", () => {
    const locales = ["en", "de-AT", "de_AT", "ja", "no tag at all"].map((tag) => localeOf(tag, ["fr-CA", "en-GB"]));
    expect(locales).toEqual(["en-GB", "de-AT", "de-AT", "ja", "en-GB"]);
  });

  it("counts as its people do", () => {
    expect([1, 3].map((n) => counted(en.minutes, n, "en"))).toEqual(["About a minute.", "About 3 minutes."]);
    expect(say("{title} is {what}", { title: "A", what: "B" })).toBe("A is B");
  });
});
