// @vitest-environment node
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const sheet = readFileSync(fileURLToPath(new URL("./tokens.css", import.meta.url)), "utf8");
const [light = "", dark = ""] = sheet.split(':root[data-theme="dark"]');

function colours(block: string): Map<string, string> {
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1]!, m[2]!]));
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const TEXT: [string, string[]][] = [
  ["ink", ["paper", "surface", "raised", "sunken", "accent-wash", "good-wash", "warn-wash", "bad-wash"]],
  ["ink-soft", ["paper", "surface", "raised", "sunken"]],
  ["accent", ["paper", "surface", "raised", "accent-wash"]],
  ["good", ["surface", "good-wash"]],
  ["warn", ["surface", "warn-wash"]],
  ["bad", ["surface", "bad-wash"]],
  ["on-accent", ["accent", "accent-strong"]],
];
const MARKS = ["chart-ok", "chart-caller", "chart-core", "chart-house"];

for (const [name, block] of [
  ["light", light],
  ["dark", dark],
] as const) {
  const all = colours(block);
  it(`every_text_is_readable_on_every_ground_it_stands_on_in_the_${name}`, () => {
    for (const [text, grounds] of TEXT) {
      for (const ground of grounds) {
        expect(contrast(all.get(text)!, all.get(ground)!), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
  it(`every_bar_of_a_chart_stands_out_in_the_${name}`, () => {
    for (const mark of MARKS) {
      expect(contrast(all.get(mark)!, all.get("surface")!), mark).toBeGreaterThanOrEqual(3);
    }
  });
}
