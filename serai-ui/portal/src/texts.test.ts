import { expect, it } from "vitest";
import en from "./texts/en";
import zhCN from "./texts/zh-CN";

function leaves(texts: object, at = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) => (typeof value === "string" ? [[`${at}${key}`, value] as [string, string]] : leaves(value as object, `${at}${key}.`)));
}

it("both_languages_say_the_same_things_with_the_same_blanks", () => {
  const blanks = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).sort();
  const english = new Map(leaves(en));
  expect([...english.keys()].sort()).toEqual(leaves(zhCN).map(([k]) => k).sort());
  for (const [key, text] of leaves(zhCN)) {
    expect(blanks(english.get(key)!), key).toEqual(blanks(text));
  }
});
