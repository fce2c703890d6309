import { ref, type Ref } from "vue";
import { remember, remembered } from "./theme";

export type Locale = "zh-CN" | "en";

const KEY = "serai.locale";

export const locale: Ref<Locale> = ref("zh-CN");

/** The stored choice, else the first language of the browser that we speak, else Chinese. */
export function pickLocale(stored: string | null, languages: readonly string[]): Locale {
  if (stored === "zh-CN" || stored === "en") {
    return stored;
  }
  for (const language of languages) {
    const base = language.toLowerCase().split("-")[0];
    if (base === "zh") {
      return "zh-CN";
    }
    if (base === "en") {
      return "en";
    }
  }
  return "zh-CN";
}

export function startLocale(asked: string | null = null): void {
  locale.value = pickLocale(asked ?? remembered(KEY), navigator.languages ?? [navigator.language]);
  document.documentElement.lang = locale.value;
}

export function chooseLocale(choice: Locale): void {
  locale.value = choice;
  remember(KEY, choice);
  document.documentElement.lang = choice;
}

/** The text in the reader's language, else in any. */
export function say(texts: Record<string, string> | string | null | undefined): string {
  if (!texts) {
    return "";
  }
  return typeof texts === "string" ? texts : (texts[locale.value] ?? Object.values(texts)[0] ?? "");
}
