import { defineConfig } from "rolldown";

/** The two commands of the image, each bundled into one file beside Next's own server. */
export default defineConfig({
  input: { start: "src/process/start.ts", migrate: "src/process/migrate.ts" },
  platform: "node",
  resolve: { tsconfigFilename: "tsconfig.json" },
  // An optional native driver that nothing here uses.
  external: ["pg-native"],
  output: {
    dir: ".next/standalone",
    entryFileNames: "[name].mjs",
    chunkFileNames: "process/[name].mjs",
    cleanDir: false,
  },
});
