import { startLocale } from "@serai/kit/locale.ts";
import "@serai/kit/tokens.css";
import { startTheme } from "@serai/kit/theme.ts";
import { createApp } from "vue";
import "element-plus/es/components/message/style/css";
import "element-plus/es/components/message-box/style/css";
import App from "./App.vue";
import "@serai/kit/base.css";
import "@serai/kit/element.css";
import { i18n } from "./i18n";
import { router } from "./router";

startTheme();
startLocale();
createApp(App).use(i18n).use(router).mount("#app");
