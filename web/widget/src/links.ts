/** The address if it leads to a web page or stays on this site, else null: no script hides in a link. */
export function safeLink(address: string | null | undefined, base: string): string | null {
  if (address === null || address === undefined || address === "") return null;
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A text cut where web addresses stand in it; what ends the sentence is no part of an address. */
export function pieces(text: string): { text: string; link: string | null }[] {
  return text
    .split(/(https?:\/\/[^\s<>"，。；）]*[^\s<>"，。；）.,;:!?)])/)
    .filter((part) => part !== "")
    .map((part) => ({ text: part, link: /^https?:\/\//.test(part) ? safeLink(part, part) : null }));
}

export function money(amount: number | null, currency: string, language: string): string {
  if (amount === null) return "";
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency }).format(amount);
  } catch {
    return `${amount} ${currency}`; // a currency that is no ISO code
  }
}
