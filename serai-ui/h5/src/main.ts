import { startLocale } from "@serai/kit/locale.ts";
import { startTheme } from "@serai/kit/theme.ts";
import "@serai/kit/tokens.css";
import { createApp } from "vue";
import App from "./App.vue";
import "./h5.css";
import { startHost } from "./host";

startTheme();
startLocale(new URLSearchParams(location.search).get("lang"));
const page = document.getElementById("app")!;
createApp(App).mount(page);
startHost(page);
