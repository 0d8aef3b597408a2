import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/unit/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Native modules that hold sessions do not like threads that end.
    pool: "forks",
  },
});
