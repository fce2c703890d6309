import { describe, expect, it } from "vitest";
import { folded, sideBySide, type Pair } from "./diff";

const left = (pairs: Pair[]): string[] => pairs.flatMap((p) => (p.left ? [p.left.text] : []));
const right = (pairs: Pair[]): string[] => pairs.flatMap((p) => (p.right ? [p.right.text] : []));

describe("side by side", () => {
  it("a_changed_line_stands_beside_what_it_was", () => {
    const pairs = sideBySide("a\nb\nc\n", "a\nB\nc\n");
    expect(pairs.map((p) => [p.left?.text, p.right?.text, p.same])).toEqual([
      ["a", "a", true],
      ["b", "B", false],
      ["c", "c", true],
    ]);
  });

  it("an_added_line_leaves_the_left_side_empty_and_keeps_line_numbers", () => {
    const pairs = sideBySide("a\nc", "a\nb\nc");
    expect(pairs[1]).toEqual({ left: null, right: { n: 2, text: "b" }, same: false });
    expect(pairs[2]).toEqual({ left: { n: 2, text: "c" }, right: { n: 3, text: "c" }, same: true });
  });

  it("both_sides_always_read_as_their_own_text", () => {
    let seed = 7;
    const dice = (n: number): number => (seed = (seed * 48271) % 2147483647) % n;
    for (let round = 0; round < 300; round++) {
      const one = Array.from({ length: dice(14) }, () => "xyz"[dice(3)]!);
      const other = Array.from({ length: dice(14) }, () => "xyz"[dice(3)]!);
      const pairs = sideBySide(one.join("\n"), other.join("\n"));
      expect(left(pairs)).toEqual(one);
      expect(right(pairs)).toEqual(other);
      expect(pairs.filter((p) => p.same).every((p) => p.left?.text === p.right?.text)).toBe(true);
    }
  });

  it("the_same_text_has_no_difference_whatever_its_line_ends", () => {
    expect(sideBySide("a\r\nb\r\n", "a\nb").every((p) => p.same)).toBe(true);
  });

  it("a_long_equal_stretch_is_folded_into_its_length", () => {
    const many = Array.from({ length: 40 }, (_, i) => `line ${i}`);
    const out = folded(sideBySide(many.join("\n"), [...many, "new"].join("\n")), 3);
    expect(out[0]).toBe(37);
    expect(out).toHaveLength(5);
  });
});
