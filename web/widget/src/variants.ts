import type { Variant } from "./types";

export type Options = Record<string, string>;

/** One thing to choose, such as the colour; `there`: whether a value can be had beside what is chosen already. */
export interface Choice {
  name: string;
  values: { value: string; there: boolean }[];
}

/** What is to be chosen of an item before it can be bought: nothing where all its variants agree. */
export function choicesOf(variants: Variant[], chosen: Options = {}): Choice[] {
  const names = [...new Set(variants.flatMap((variant) => Object.keys(variant.options)))];
  return names
    .map((name) => {
      const values = [...new Set(variants.map((variant) => variant.options[name]).filter((value) => value !== undefined))];
      const others = Object.entries(chosen).filter(([other]) => other !== name);
      const there = (value: string): boolean =>
        variants.some(
          ({ options, stock }) => stock > 0 && options[name] === value && others.every(([other, said]) => options[other] === said),
        );
      return { name, values: values.map((value) => ({ value, there: there(value) })) };
    })
    .filter(({ values }) => values.length > 1);
}

/** The options of the one variant that is meant, null while several may be. */
export function settled(variants: Variant[], chosen: Options): Options | null {
  if (variants.length === 0) return {};
  if (choicesOf(variants).some(({ name }) => chosen[name] === undefined)) return null;
  return variants.find(({ options }) => Object.entries(chosen).every(([name, value]) => options[name] === value))?.options ?? null;
}
