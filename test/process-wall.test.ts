// llama.cpp lives in model processes alone: whatever it does to its process, the program itself goes on.
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { it as anywhere, expect } from 'vitest';
import { lacks } from './support/capabilities.ts';
import { spawnProgram } from './support/cli.ts';
import { toyFolder } from './support/toy-folder.ts';

// It reads /proc.
const it = anywhere.skipIf(lacks('children in /proc'));

it.each([
  [
    'eval',
    true,
    ['eval', '--no-score', '--model', 'toy.gguf', '--scenario', 'short', '--threads', '1', '--gpu', 'off'],
  ],
  ['doctor', true, ['doctor', '--model', 'toy.gguf']],
  // Reading a header needs no llama.cpp.
  ['models inspect', false, ['models', 'inspect', 'toy.gguf']],
])('is never in the memory of the program itself: %s', async (_, isNeeded, args) => {
  await using folder = await toyFolder();
  const seen = { program: false, modelProcess: false };
  await spawnProgram(args, { directory: folder.path, onStart: (program) => watch(program, seen) });
  expect(seen).toEqual({ program: false, modelProcess: isNeeded });
});

/** Looks again and again at what the program and its children have mapped. */
function watch({ pid = 0 }: ChildProcess, seen: { program: boolean; modelProcess: boolean }): void {
  const timer = setInterval(() => {
    const children = readOr(`/proc/${pid}/task/${pid}/children`, null);
    if (children === null) return clearInterval(timer);
    seen.program ||= hasLlama(pid);
    seen.modelProcess ||= children.split(' ').filter(Boolean).map(Number).some(hasLlama);
  }, 5);
}

function hasLlama(pid: number): boolean {
  return /libllama|libggml|llama-addon/.test(readOr(`/proc/${pid}/maps`, ''));
}

function readOr<Else>(file: string, otherwise: Else): string | Else {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process has ended.
    return otherwise;
  }
}
