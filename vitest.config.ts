import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest for their size. */
const LONG = [
  ...[
    'llama-server-parity',
    'page',
    'greeting',
    'doctor',
    'replies',
    'resume',
    'doctor-command',
    'thinking',
    'memory-need',
  ],
  ...['fast-mode', 'damaged-model', 'package', 'gpu', 'gguf-template', 'disk-full', 'process-wall', 'broken-files'],
];

/** Vitest begins with what took longest the last time, and on a machine that has run nothing yet with the largest files. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.includes(path.basename(moduleId, '.test.ts'));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

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
    sequence: { sequencer: LongFirst },
    // The program is built: Node loads it as it is.
    server: { deps: { external: [/^(?!.*\/node_modules\/).*\/dist\/.*\.js$/] } },
  },
});
