import { HttpProblem } from "@serai/kit/http.ts";
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { endPreview, preview, type Previewed } from "./api";

/** How long nobody may have typed before the draft is counted. */
const PAUSE_MS = 500;

/** Counts the draft on history after each pause. What is under way for an older text is ended, here and on the server. */
export function usePreview(text: Ref<string>): { shown: ShallowRef<Previewed | null>; failure: Ref<unknown>; busy: Ref<boolean>; again: () => void } {
  const shown = shallowRef<Previewed | null>(null);
  const failure = ref<unknown>(null);
  const busy = ref(false);
  const page = Math.random().toString(36).slice(2);
  let timer = 0;
  let stop = new AbortController();

  async function run(): Promise<void> {
    stop.abort();
    const mine = (stop = new AbortController());
    busy.value = true;
    try {
      const answer = await preview(text.value, page, mine.signal);
      if (mine === stop) {
        shown.value = answer;
        failure.value = null;
      }
    } catch (e) {
      if (mine === stop && !(e instanceof HttpProblem && e.code === "preview.ended")) {
        failure.value = e;
      }
    } finally {
      if (mine === stop) {
        busy.value = false;
      }
    }
  }

  function later(): void {
    window.clearTimeout(timer);
    if (text.value) {
      timer = window.setTimeout(() => void run(), PAUSE_MS);
    }
  }

  watch(text, later, { immediate: true });
  onScopeDispose(() => {
    window.clearTimeout(timer);
    if (busy.value) {
      endPreview(page);
    }
    stop.abort();
  });
  return { shown, failure, busy, again: () => void run() };
}
