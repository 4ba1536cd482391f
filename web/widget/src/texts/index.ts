import { en, type Texts } from "./en";
import { zh } from "./zh";

/** A language is one file of the shape of en.ts and one word here. */
export const LANGUAGES: Record<string, Texts> = { en, zh };

/** The texts of a language tag ("zh-CN"), or English. */
export function textsOf(language: string): Texts {
  return LANGUAGES[language.toLowerCase().split("-")[0] ?? ""] ?? en;
}

export type { Texts };
