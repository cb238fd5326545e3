import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { allCommands } from '../dist/cli/command-table.js';
import { japanese } from '../dist/words/ja.js';
import { ENGLISH } from '../dist/words/text.js';
import { checksPage } from '../docs/checks-page.ts';
import { cliPage } from '../docs/cli-page.ts';
import { REPOSITORY } from './support/cli.ts';

it.each([
  ['cli.md', ENGLISH],
  ['cli.ja.md', japanese],
] as const)('says in docs/%s what --help says (npm run docs writes it)', async (page, words) => {
  expect(await readFile(path.join(REPOSITORY, 'docs', page), 'utf8')).toBe(cliPage(await allCommands(), words));
});

it.each([
  ['checks.md', ENGLISH],
  ['checks.ja.md', japanese],
] as const)('says in docs/%s what score --list says (npm run docs writes it)', async (page, words) => {
  expect(await readFile(path.join(REPOSITORY, 'docs', page), 'utf8')).toBe(checksPage(words));
});
