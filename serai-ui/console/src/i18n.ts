import { locale } from "@serai/kit/locale.ts";
import { watch } from "vue";
import { createI18n } from "vue-i18n";
import en from "./texts/en";
import zhCN from "./texts/zh-CN";

export const i18n = createI18n({
  legacy: false,
  locale: locale.value,
  fallbackLocale: "en",
  messages: { "zh-CN": zhCN, en },
});

watch(locale, (now) => (i18n.global.locale.value = now), { immediate: true, flush: "sync" });
