import "@serai/kit/base.css";
import "@serai/kit/element.css";
import { i18n, speak } from "@serai/kit/i18n.ts";
import { startLocale } from "@serai/kit/locale.ts";
import { startTheme } from "@serai/kit/theme.ts";
import "@serai/kit/tokens.css";
import "element-plus/es/components/message-box/style/css";
import "element-plus/es/components/message/style/css";
import { createApp } from "vue";
import App from "./App.vue";
import { router } from "./router";
import en from "./texts/en";
import zhCN from "./texts/zh-CN";

speak({ "zh-CN": zhCN, en });
startTheme();
startLocale();
createApp(App).use(i18n).use(router).mount("#app");
