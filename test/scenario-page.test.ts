// docs/scenarios.md: what it says is what the program reads by.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLE, rowsOf, scenarioPage } from '../docs/scenario-page.ts';
import { REPOSITORY, runProgram, temporaryFolder } from './support/cli.ts';

const page = await readFile(path.join(REPOSITORY, 'docs/scenarios.md'), 'utf8');

describe('docs/scenarios.md', () => {
  it('is what npm run docs writes', () => {
    expect(page).toBe(scenarioPage());
  });

  it('says of every field and every check what it means', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(90);
    // The last cell of a check is for its own settings, of which most have none.
    const fields = rows.slice(
      0,
      rows.findIndex((row) => row.startsWith('| `gate`')),
    );
    expect(fields.filter((row) => row.endsWith('|  |'))).toEqual([]);
  });

  it('has an example that can be played, in which nothing is without effect', async () => {
    await using folder = temporaryFolder();
    await folder.write('night-bookshop.yaml', EXAMPLE);
    const check = (...args: string[]) =>
      runProgram(['scenarios', 'check', './night-bookshop.yaml', ...args], { directory: folder.path });
    expect(await check()).toMatchObject({ code: 0, stdout: 'ok night-bookshop.yaml: night-bookshop, 5 turns\n' });
    expect(page).toContain(`\`\`\`yaml\n${EXAMPLE}\`\`\`\n`);
  });
});

it('makes a row of each field, with its type, its default and what it means', () => {
  const text = { type: 'string', maxLength: 8 };
  const schema = {
    required: ['a'],
    properties: {
      a: { ...text, description: 'first' },
      top_k: { type: 'integer' },
      n: { type: 'number', exclusiveMinimum: 0, maximum: 1_000, default: 1 },
      list: {
        type: 'array',
        maxItems: 3,
        items: { anyOf: [text, { type: 'object', properties: { b: { enum: ['x', 'y'] } } }] },
      },
    },
  };
  expect(rowsOf(schema)).toEqual([
    ['`a`', 'text of up to 8 characters', '**required**', 'first'],
    ['`n`', 'number above 0, up to 1,000', '`1`', ''],
    ['`list`', 'list of up to 3: text of up to 8 characters, or fields', '', ''],
    ['`list[].b`', '`x`, `y`', '', ''],
  ]);
});
