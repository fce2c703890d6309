import { decimal } from "@serai/kit/format.ts";
import { useChanges } from "@serai/kit/changes.ts";
import { usePoll, type Poll } from "@serai/kit/poll.ts";
import { ref, shallowRef, type ShallowRef } from "vue";
import { call, events, reread, type Board, type Kept, type Movement, type Row, type Versus, type Way } from "./door";
import { t } from "./texts";

const REFRESH_MS = 5_000;
/** While changes are told it is looked only in case one was missed. */
const REFRESH_LIVE_MS = 60_000;
const MOVEMENT_MS = 10 * 60_000;

/** A participant's name; a number alone gets the word for what it is the number of. */
export function called(row: { unit_id: string | null; unit_name: string | null } | null, unit: string | undefined): string {
  if (row === null || (row.unit_id === null && row.unit_name === null)) {
    return t("somebody");
  }
  if (row.unit_name && row.unit_name !== row.unit_id) {
    return row.unit_name;
  }
  const id = row.unit_id ?? "";
  return unit === "store" || unit === "clerk" ? t(unit, { id }) : id;
}

export function points(score: string | null): string {
  return score === null ? t("noScore") : decimal(score);
}

/** What sides are compared by: points, or how much of the own baseline was won or lost. */
export function measure(score: string | null, compare: Versus["compare"]): string {
  return compare !== "growth" || score === null ? points(score) : `${Number(score) > 0 ? "+" : ""}${decimal((Number(score) * 100).toFixed(2))} %`;
}

/** How many ranks somebody rose since the end of the last day told; null where one of both is not known. */
export function risen(row: Row, ranks: (number | null)[] | undefined): number | null {
  const before = ranks?.at(-1);
  return before == null || row.rank === null ? null : before - row.rank;
}

/** The board, again and again; and, seldom, where its rows stood on the days before. */
export function useBoard(way: () => Way, args: () => Record<string, unknown>): { board: ShallowRef<Board | null>; before: ShallowRef<Map<string, (number | null)[]>>; since: ShallowRef<string | null> } & Poll {
  const board = shallowRef<Board | null>(null);
  const before = shallowRef(new Map<string, (number | null)[]>());
  const since = shallowRef<string | null>(null);
  let movedAt = -MOVEMENT_MS;
  let of = "";
  let kept: Kept<Board> | null = null;
  let keptOf = "";
  const poll = usePoll(async (signal) => {
    const mine = way();
    const asked = args();
    const what = `${mine.activity} ${JSON.stringify(asked)}`;
    kept = await reread<Board>(mine, "board", asked, keptOf === what ? kept : null, signal);
    keptOf = what;
    board.value = kept.data;
    if (performance.now() - movedAt > MOVEMENT_MS || of !== what) {
      const moved = await call<Movement>(mine, "movement", { limit: asked.limit, offset: asked.offset ?? 0 }, signal).catch(() => null);
      if (moved) {
        before.value = new Map(moved.rows.map((r) => [r.unit_id, r.ranks]));
        since.value = moved.boards.at(-1)?.as_of ?? null;
        movedAt = performance.now();
        of = what;
      }
    }
  }, () => (live.value ? REFRESH_LIVE_MS : REFRESH_MS));
  // A link's page turns from contest to contest, and changes are told of one.
  const { live } = way().link
    ? { live: ref(false) }
    : useChanges(events(way()), (mark) => {
        if (board.value && mark.version !== board.value.version) {
          void poll.now();
        }
      });
  return { board, before, since, ...poll };
}
