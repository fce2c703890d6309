import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

const DOOR = process.env.DOOR_URL ?? "http://127.0.0.1:8080";

// Relative, so that the folder works under /h5/ and from any copy of it.
export default defineConfig({
  base: "./",
  plugins: [vue()],
  build: { outDir: "../dist/h5", emptyOutDir: true, target: "es2020", modulePreload: { polyfill: false } },
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false },
  server: { proxy: { "/h5/handle": DOOR, "/h5/public": DOOR, "/h5/click": DOOR } },
});
