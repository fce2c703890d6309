/** {@code a - b} of two decimals given as text, exact and as text. */
export function less(a: string, b: string): string {
  const places = Math.max(fraction(a).length, fraction(b).length);
  const left = scaled(a, places) - scaled(b, places);
  const digits = String(left < 0n ? -left : left).padStart(places + 1, "0");
  const cut = digits.length - places;
  return `${left < 0n ? "-" : ""}${digits.slice(0, cut)}${places ? `.${digits.slice(cut)}` : ""}`;
}

function fraction(text: string): string {
  return text.split(".")[1] ?? "";
}

function scaled(text: string, places: number): bigint {
  return BigInt(text.split(".")[0] + fraction(text).padEnd(places, "0"));
}
