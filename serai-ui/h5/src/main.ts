import { startLocale } from "@serai/kit/locale.ts";
import { startTheme } from "@serai/kit/theme.ts";
import "@serai/kit/tokens.css";
import { createApp } from "vue";
import App from "./App.vue";
import "./h5.css";

startTheme();
startLocale(new URLSearchParams(location.search).get("lang"));
createApp(App).mount("#app");
