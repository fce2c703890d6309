import { decimal } from "./format";

/** A document's part of a score, n over d. */
export type Share = { n: number | bigint; d: number | bigint };

/** Exact where d is a power of ten; otherwise as the fraction it is. */
export function amount({ n, d }: Share): string {
  const places = String(d).length - 1;
  if (BigInt(d) !== 10n ** BigInt(places)) {
    return `${decimal(String(n))} ÷ ${decimal(String(d))}`;
  }
  const all = BigInt(n);
  const digits = String(all < 0n ? -all : all).padStart(places + 1, "0");
  const cut = digits.length - places;
  return decimal(`${all < 0n ? "-" : ""}${digits.slice(0, cut)}${places ? `.${digits.slice(cut)}` : ""}`);
}

/** Parts over one denominator add up; parts of a ratio add up above and below the line. */
export function sum(parts: Share[]): string {
  const same = parts.every((p) => BigInt(p.d) === BigInt(parts[0]!.d));
  const n = parts.reduce((s, p) => s + BigInt(p.n), 0n);
  return parts.length === 0 ? "0" : amount({ n, d: same ? BigInt(parts[0]!.d) : parts.reduce((s, p) => s + BigInt(p.d), 0n) });
}
