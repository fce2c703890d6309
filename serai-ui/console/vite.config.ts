import vue from "@vitejs/plugin-vue";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import components from "unplugin-vue-components/vite";
import { defineConfig } from "vite";

const CONSOLE = process.env.CONSOLE_URL ?? "http://127.0.0.1:8081";

export default defineConfig({
  base: "/",
  plugins: [vue(), components({ resolvers: [ElementPlusResolver()], dirs: [], dts: false })],
  build: { outDir: "../dist/console", emptyOutDir: true, chunkSizeWarningLimit: 700, modulePreload: { polyfill: false } },
  define: { __VUE_PROD_DEVTOOLS__: false, __VUE_I18N_FULL_INSTALL__: false, __VUE_I18N_LEGACY_API__: false },
  server: { proxy: { "/api": CONSOLE } },
});
