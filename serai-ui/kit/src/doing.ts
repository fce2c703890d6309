import { ref, type Ref } from "vue";
import { inWords } from "./problem";

/** Something a person set off: whether it is under way, and in words why it failed. */
export type Doing = { busy: Ref<boolean>; trouble: Ref<string>; doing: (work: () => Promise<void>) => Promise<void> };

export function useDoing(): Doing {
  const busy = ref(false);
  const trouble = ref("");
  return {
    busy,
    trouble,
    async doing(work) {
      busy.value = true;
      trouble.value = "";
      try {
        await work();
      } catch (e) {
        trouble.value = inWords(e);
      } finally {
        busy.value = false;
      }
    },
  };
}
