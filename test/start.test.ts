// What `--help` has to load: a person waits for all of it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY } from './support/cli.ts';

/** A file of the program and all that it imports before it runs, and the names of what comes from Node or other packages. */
function loadedWith(file: string, texts = new Map<string, string>(), foreign = new Set<string>()) {
  if (!texts.has(file)) {
    const text = readFileSync(file, 'utf8');
    texts.set(file, text);
    for (const [, name = ''] of text.matchAll(/^(?:import|export)\b[^;]*?["']([^"']+)["'];$/gm)) {
      if (name.startsWith('.')) loadedWith(path.resolve(path.dirname(file), name), texts, foreign);
      else foreign.add(name);
    }
  }
  return { texts: [...texts.values()], foreign };
}

it('loads little before --help', () => {
  const { texts, foreign } = loadedWith(path.join(REPOSITORY, 'dist/bin.js'));
  expect(texts.length).toBeLessThanOrEqual(3);
  const all = texts.join('\n');
  expect(all.length).toBeLessThan(150_000);
  const costly = ['node:child_process', 'node:net', 'node:crypto', 'node:worker_threads', 'zod', 'yaml'];
  expect(costly.filter((name) => foreign.has(name) || all.includes(`require("${name}")`))).toEqual([]);
  // The list of all emoji, as a pattern in the code, costs more than all else.
  expect(all).not.toMatch(/\/[^/\n]*\\p\{RGI_Emoji\}[^/\n]*\/v/);
});
