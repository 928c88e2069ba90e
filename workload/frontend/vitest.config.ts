import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  resolve: { tsconfigPaths: true },
  test: {
    environment: "node",
    setupFiles: ["tests/setup.ts"],
    include: ["tests/**/*.test.{ts,tsx}"],
    exclude: ["tests/browser/**"],
    restoreMocks: true,
    // The zone decides what a local date means: the tests say which one they mean.
    env: { TZ: "Europe/Berlin", LANG: "en_US.UTF-8" },
  },
});
