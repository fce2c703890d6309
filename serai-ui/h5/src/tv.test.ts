import { expect, test } from "vitest";
import { LINES, pagesOf, ROWS_MAX } from "./tv";

const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ rank: i + 1, unit_id: `u${i}`, unit_name: null, score: "1" }));

test("a wall shows the first places in pages of whole lines, then one's own people, then the pairs", () => {
  expect(pagesOf([], [], [])).toEqual([]);
  const pages = pagesOf(rows(9), rows(1), [{ one: { unit_id: "a", unit_name: null, score: "1" }, other: null, lead: null, result: { state: "open", winner: null, equal: true }, days: [] }]);
  expect(pages.map((p) => p.kind)).toEqual(["board", "board", "ours", "versus"]);
  expect(pagesOf(rows(500), [], [])).toHaveLength(ROWS_MAX / LINES);
});
