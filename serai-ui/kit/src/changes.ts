import { onScopeDispose, ref, type Ref } from "vue";

/** What is told of a board: that it has this version. */
export type Mark = { version: number; as_of: string };

/**
 * Hears of a board's new versions while the page is seen. `live` is true while the line stands; where it does not (an old
 * browser, too many listeners, no network) the page asks from time to time instead.
 */
export function useChanges(url: string, heard: (mark: Mark) => void): { live: Ref<boolean> } {
  const live = ref(false);
  let source: EventSource | null = null;

  function close(): void {
    source?.close();
    source = null;
    live.value = false;
  }

  function open(): void {
    // The browsers inside some phone apps know no EventSource.
    if (source || document.hidden || typeof EventSource === "undefined") {
      return;
    }
    const mine = (source = new EventSource(url));
    mine.onopen = () => (live.value = true);
    // The browser tries again by itself, unless it was refused: then it is over until the page is shown anew.
    mine.onerror = () => (live.value = false);
    mine.addEventListener("board", (e) => {
      const mark = parsed((e as MessageEvent<string>).data);
      if (mark) {
        heard(mark);
      }
    });
  }

  function follow(): void {
    if (document.hidden || source?.readyState === EventSource.CLOSED) {
      close();
    }
    open();
  }

  document.addEventListener("visibilitychange", follow);
  onScopeDispose(() => {
    document.removeEventListener("visibilitychange", follow);
    close();
  });
  open();
  return { live };
}

function parsed(text: string): Mark | null {
  try {
    const mark = JSON.parse(text) as Mark;
    return typeof mark.version === "number" ? mark : null;
  } catch {
    return null;
  }
}
