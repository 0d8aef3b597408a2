import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/vscode/**/*.journey.ts"],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // A busy machine may miss a menu or a hover; what is broken fails twice.
    retry: 1,
    // One editor at a time: two cores, and one browser.
    fileParallelism: false,
    pool: "forks",
  },
});
