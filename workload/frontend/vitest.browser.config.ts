import { defineConfig } from "vitest/config";

/** The journey through a real browser; tests/end_to_end/workload starts what it needs and runs it. */
export default defineConfig({
  test: {
    include: ["tests/browser/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
