import { ref, watchEffect, type Ref } from "vue";

export type ThemeChoice = "auto" | "light" | "dark";

const KEY = "serai.theme";
const CHOICES: ThemeChoice[] = ["auto", "light", "dark"];

/** What was chosen; auto follows the system. */
export const themeChoice: Ref<ThemeChoice> = ref("auto");

/** What is shown now. */
export const dark = ref(false);

/** Follows the system and the choice; call once, before the page is mounted. */
export function startTheme(): void {
  const stored = remembered(KEY) as ThemeChoice | null;
  themeChoice.value = stored && CHOICES.includes(stored) ? stored : "auto";
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const systemDark = ref(system.matches);
  system.addEventListener("change", (e) => (systemDark.value = e.matches));
  watchEffect(() => {
    dark.value = themeChoice.value === "auto" ? systemDark.value : themeChoice.value === "dark";
    document.documentElement.dataset.theme = dark.value ? "dark" : "light";
    document.documentElement.classList.toggle("dark", dark.value);
  });
}

export function chooseTheme(choice: ThemeChoice): void {
  themeChoice.value = choice;
  remember(KEY, choice);
}

/** A private window may forbid storage; then the choice lasts as long as the page. */
export function remembered(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // See remembered().
  }
}
