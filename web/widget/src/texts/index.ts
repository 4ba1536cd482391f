import en from "../../../../languages/en/widget.json";

/** Every word that the widget itself says: `languages/<tag>/widget.json`, English within the script, others on demand. */
export type Texts = typeof en;
/** A text for each of a language's plural categories, by the names of `Intl.PluralRules`. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

export { en };

/** A text with its `{names}` filled in. */
export function say(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The form of a text that goes with a number, as `{n}`. */
export function counted(forms: Plural, n: number, language: string): string {
  return say(forms[new Intl.PluralRules(known(language)).select(n)] ?? forms.other, { n });
}

/** The folder that holds a language tag's words: "zh-TW" is "zh-Hant", "de-AT" is "de". */
export function folderOf(tag: string): string {
  const { language, script } = new Intl.Locale(known(tag)).maximize();
  return language === "zh" && script !== undefined ? `zh-${script}` : language;
}

/** The texts of a language tag; English where there are none, or where they cannot be had. */
export async function textsOf(tag: string, server: string): Promise<Texts> {
  const folder = folderOf(tag);
  if (folder === "en") return en;
  try {
    const response = await fetch(`${server}/widget/texts/${folder}.json`);
    return response.ok ? { ...en, ...((await response.json()) as Partial<Texts>) } : en;
  } catch {
    return en;
  }
}

/** The tag as the shopper's region writes it: "en" is "en-GB" in Britain, in days, hours and money. */
export function localeOf(tag: string, wished: readonly string[] = navigator.languages): string {
  const locale = known(tag);
  return locale.includes("-") ? locale : (wished.find((one) => one.split("-")[0] === locale) ?? locale);
}

/** The tag if it is one, "de_AT" too, else English: a page may have anything in its `lang`. */
function known(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll("_", "-"))[0] ?? "en";
  } catch {
    return "en";
  }
}
