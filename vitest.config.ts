import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A shared CI machine can starve a real process for seconds; a real defect fails twice.
    retry: process.env.CI ? 1 : 0,
    // One more than the machines have cores: tests wait for processes and clocks as much as they compute.
    maxWorkers: 3,
    // Files share what they import; none of them keeps anything in a module that another could stumble over.
    isolate: false,
  },
});
