import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    // The server answers with index.html for pages and with the files below static/; the wheel carries both.
    outDir: "../src/cultotranscript/web",
    emptyOutDir: true,
    assetsDir: "static",
    // The content security policy allows files from this server alone.
    assetsInlineLimit: 0,
  },
  server: {
    // For work on the page with `npm run dev` beside `culto serve`.
    proxy: { "/api": "http://127.0.0.1:8000" },
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "node",
  },
});
