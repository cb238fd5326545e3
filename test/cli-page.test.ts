import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { cliPage } from '../dist/cli/cli-page.js';
import { allCommands } from '../dist/cli/command-table.js';
import { REPOSITORY } from './support/cli.ts';

it('says in docs/cli.md what --help says (npm run docs writes it)', async () => {
  expect(await readFile(path.join(REPOSITORY, 'docs/cli.md'), 'utf8')).toBe(cliPage(await allCommands()));
});
