// docs/security.md: each promise names a test that is there.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY } from './support/cli.ts';

const PAGE = readFileSync(path.join(REPOSITORY, 'docs/security.md'), 'utf8');
const PROMISES = Array.from(
  PAGE.matchAll(/^\| (?!promise|---).* \| `([\w-]+)`: (.+) \|$/gm),
  ([, file = '', title = '']) => ({
    file,
    title,
  }),
);

it('names tests that are there for all its promises', () => {
  expect(PROMISES.length).toBe(PAGE.split('\n').filter((line) => /^\| (?!promise)/.test(line)).length);
  const missing = PROMISES.filter(({ file, title }) => {
    const test = readFileSync(path.join(REPOSITORY, 'test', `${file}.test.ts`), 'utf8');
    return !test.includes(title.replaceAll("'", "\\'")) && !test.includes(title);
  });
  expect(missing).toEqual([]);
});
