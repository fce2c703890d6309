import vue from "@vitejs/plugin-vue";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import components from "unplugin-vue-components/vite";
import { defineConfig } from "vite";

const DOOR = process.env.DOOR_URL ?? "http://127.0.0.1:8080";

// Relative, as the H5 pages; the door serves files only, so the pages' addresses stand behind a #.
export default defineConfig({
  base: "./",
  plugins: [vue(), components({ resolvers: [ElementPlusResolver()], dirs: [], dts: false })],
  build: { outDir: "../dist/portal", emptyOutDir: true, chunkSizeWarningLimit: 700, modulePreload: { polyfill: false } },
  define: { __VUE_PROD_DEVTOOLS__: false, __VUE_I18N_FULL_INSTALL__: false, __VUE_I18N_LEGACY_API__: false },
  server: { proxy: { "/portal/api": DOOR } },
});
