import type { Pair, Row } from "./door";

/** What stands on a wall at once. */
export type Page = { kind: "board" | "ours"; rows: Row[] } | { kind: "versus"; pairs: Pair[] };

/** Lines on one screen; one's own people have a title above them. */
export const LINES = 8;
/** Of a long board the wall shows so many rows: after a minute people look elsewhere. */
export const ROWS_MAX = 40;

/** The pages of one contest: its first places, one's own people, the pairs. */
export function pagesOf(board: Row[], ours: Row[], pairs: Pair[]): Page[] {
  return [
    ...cut(board.slice(0, ROWS_MAX)).map((rows): Page => ({ kind: "board", rows })),
    ...cut(ours.slice(0, ROWS_MAX)).map((rows): Page => ({ kind: "ours", rows })),
    ...cut(pairs).map((some): Page => ({ kind: "versus", pairs: some })),
  ];
}

function cut<T>(all: T[]): T[][] {
  const pages: T[][] = [];
  for (let i = 0; i < all.length; i += LINES) {
    pages.push(all.slice(i, i + LINES));
  }
  return pages;
}
