import { watch } from "vue";
import { createI18n } from "vue-i18n";
import { locale, type Locale } from "./locale";

/** The texts of the pages that have many: console and portal. Each brings its own. */
export const i18n = createI18n({ legacy: false, locale: locale.value as string, fallbackLocale: "en", messages: {} });

watch(locale, (now) => (i18n.global.locale.value = now), { immediate: true, flush: "sync" });

export function speak(texts: Record<Locale, object>): void {
  for (const [language, words] of Object.entries(texts)) {
    i18n.global.setLocaleMessage(language, words as Record<string, string>);
  }
}
