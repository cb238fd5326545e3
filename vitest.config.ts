import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A shared CI machine can starve a real process for seconds; a real defect fails twice.
    retry: process.env.CI ? 1 : 0,
    // Model processes want a core each; two cores are what the machines have.
    maxWorkers: 2,
  },
});
