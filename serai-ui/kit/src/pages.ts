import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from "vue";

/** One page of a list, and where the next begins; null at the end. */
export type Page<T> = { rows: T[]; next: string | null };

/**
 * A list read page by page: `read(null)` begins anew, `read(next)` goes on behind what is there. A later call ends the one under
 * way, so that a slow answer never covers a newer one. `rows` is null while there is nothing to show.
 */
export function usePages<T>(load: (after: string | null, signal: AbortSignal) => Promise<Page<T>>): {
  rows: ShallowRef<T[] | null>;
  next: Ref<string | null>;
  failure: Ref<unknown>;
  busy: Ref<boolean>;
  read: (after: string | null) => Promise<void>;
} {
  const rows = shallowRef<T[] | null>(null);
  const next = ref<string | null>(null);
  const failure = ref<unknown>(null);
  const busy = ref(false);
  let running = new AbortController();
  onScopeDispose(() => running.abort());

  async function read(after: string | null): Promise<void> {
    running.abort();
    const mine = (running = new AbortController());
    busy.value = true;
    try {
      const page = await load(after, mine.signal);
      if (mine !== running) {
        return;
      }
      rows.value = after ? [...(rows.value ?? []), ...page.rows] : page.rows;
      next.value = page.next;
      failure.value = null;
    } catch (e) {
      if (!mine.signal.aborted) {
        failure.value = e;
        if (!after) {
          rows.value = null;
        }
      }
    } finally {
      if (mine === running) {
        busy.value = false;
      }
    }
  }
  return { rows, next, failure, busy, read };
}
