// What most tests of the whole program begin and end with.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { type Outcome, temporaryFolder } from './cli.ts';
import { toyModel } from './toy-model.ts';
import { scenarioYaml, YES } from './toys.ts';

/** A folder with the model that says yes, `toy.gguf`, and one scenario, `short`. */
export async function toyFolder(scenario = scenarioYaml(), model = YES) {
  const folder = temporaryFolder();
  await folder.write('toy.gguf', toyModel(model));
  mkdirSync(path.join(folder.path, 'scenarios'));
  await folder.write('scenarios/short.yaml', scenario);
  return folder;
}

/** Nothing was played, nothing was left behind, and the message has no stack. */
export function expectMistake({ code, stderr, left }: Outcome, ...says: string[]): void {
  expect({ code, left, stderr }).toMatchObject({ code: 2, left: [] });
  for (const text of says) expect(stderr).toContain(text);
  expect(stderr).not.toMatch(/^\s+at /m);
}
