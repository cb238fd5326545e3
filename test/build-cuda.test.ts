import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/cli.ts';

const PROGRAM = path.resolve('dist/backend/llama/process/build-cuda.js');

/** On a machine that has a compiler, or what passes for one, but no NVIDIA driver. */
async function buildCuda(options: readonly string[]) {
  await using empty = temporaryFolder();
  const env = { PATH: empty.path, CUDACXX: process.execPath };
  return new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, [PROGRAM, ...options], { env }, (error, _stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

describe.runIf(process.platform === 'linux')('npm run build:cuda', () => {
  it.each([
    { given: [], said: 'nvidia-smi names no card on this machine; say what to compile for, as in --for 9.0\n' },
    { given: ['--for', 'hopper'], said: '--for hopper: a compute capability such as 8.6 or 9.0\n' },
    { given: ['--fro', '9.0'], said: "Unknown option '--fro'" },
  ])('says what is missing or wrong: $given', async ({ given, said }) => {
    const { code, stderr } = await buildCuda(given);
    expect(stderr).toContain(said);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });
});
