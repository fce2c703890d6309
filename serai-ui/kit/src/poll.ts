import { onScopeDispose, ref, type Ref } from "vue";

/**
 * Runs {@code work} now and again {@code pauseMs} after each end of it, until the component goes. A hidden page rests; a
 * failing one waits longer each time, up to a minute. A pause that is a function is asked after each end.
 */
export function usePoll(work: (signal: AbortSignal) => Promise<void>, pauseMs: number | (() => number)): Poll {
  const failure = ref<unknown>(null);
  const busy = ref(false);
  const SLOWEST_MS = 60_000;
  let timer = 0;
  let failures = 0;
  let stop = new AbortController();

  async function run(): Promise<void> {
    window.clearTimeout(timer);
    stop.abort();
    const mine = (stop = new AbortController());
    busy.value = true;
    try {
      await work(mine.signal);
      failure.value = null;
      failures = 0;
    } catch (e) {
      if (mine.signal.aborted) {
        return;
      }
      failure.value = e;
      failures++;
    }
    if (mine === stop && !mine.signal.aborted) {
      busy.value = false;
      const pause = typeof pauseMs === "number" ? pauseMs : pauseMs();
      timer = window.setTimeout(next, Math.min(pause * 2 ** Math.min(failures, 10), SLOWEST_MS));
    }
  }

  function next(): void {
    if (!document.hidden) {
      void run();
    }
  }

  document.addEventListener("visibilitychange", next);
  onScopeDispose(() => {
    document.removeEventListener("visibilitychange", next);
    window.clearTimeout(timer);
    stop.abort();
  });
  void run();
  return { failure, busy, now: run };
}

export type Poll = { failure: Ref<unknown>; busy: Ref<boolean>; now: () => Promise<void> };
