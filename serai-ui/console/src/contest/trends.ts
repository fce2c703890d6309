import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref } from "vue";
import type { Row } from "../activities";
import { findParticipants, readTrends, type Trend } from "./api";

/** A board that changes every second need not read its past as often. */
const READ_EVERY_MS = 15_000;
const ROWS_MAX = 200;
const PAUSE_MS = 250;

/** How the rows of a board moved, read again some time after it changed. What cannot be read is not shown. */
export function useTrends(id: string, version: () => number | undefined): { since: ComputedRef<string | null>; before: (unit: string) => number | null; ranks: (unit: string) => (number | null)[] } {
  const trend = shallowRef<Trend | null>(null);
  const rows = computed(() => new Map(trend.value?.rows.map((r) => [r.unit_id, r])));
  let readAt = 0;
  let timer = 0;

  async function read(): Promise<void> {
    readAt = Date.now();
    trend.value = await readTrends(id, ROWS_MAX).catch(() => trend.value);
  }

  watch(version, (now) => {
    window.clearTimeout(timer);
    if (now !== undefined) {
      timer = window.setTimeout(() => void read(), Math.max(0, readAt + READ_EVERY_MS - Date.now()));
    }
  });
  onScopeDispose(() => window.clearTimeout(timer));
  return { since: computed(() => trend.value?.since ?? null), before: (unit) => rows.value.get(unit)?.before ?? null, ranks: (unit) => rows.value.get(unit)?.ranks ?? [] };
}

/** Who is looked for on the whole board, not only among the rows shown; null while nobody is. */
export function useFound(id: string, wanted: Ref<string>): { found: Ref<Row[] | null>; more: Ref<number> } {
  const found = shallowRef<Row[] | null>(null);
  const more = ref(0);
  let timer = 0;
  let stop = new AbortController();
  watch(wanted, (text) => {
    window.clearTimeout(timer);
    stop.abort();
    const mine = (stop = new AbortController());
    if (!text.trim()) {
      found.value = null;
      return;
    }
    timer = window.setTimeout(() => {
      findParticipants(id, text.trim(), mine.signal).then(
        (answer) => {
          found.value = answer.rows;
          more.value = answer.more;
        },
        () => undefined,
      );
    }, PAUSE_MS);
  });
  onScopeDispose(() => {
    window.clearTimeout(timer);
    stop.abort();
  });
  return { found, more };
}
