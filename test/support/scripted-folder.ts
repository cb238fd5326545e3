// A folder with scripted models and a scenario, for tests of the engine through the real program.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './cli.ts';
import { scenarioYaml } from './toys.ts';

interface ScriptedModel {
  replies: readonly unknown[];
  delayMs?: number;
  prompt?: string;
}

/** @param models by id */
export async function scriptedFolder(models: Readonly<Record<string, ScriptedModel>>, scenario = scenarioYaml()) {
  const folder = temporaryFolder();
  for (const name of ['models', 'scenarios']) mkdirSync(path.join(folder.path, name));
  for (const [id, model] of Object.entries(models)) await writeModel(folder, id, model);
  await folder.write('scenarios/short.yaml', scenario);
  return folder;
}

/** Puts a scripted model into the folder, or another in its place. */
export async function writeModel(
  folder: Pick<ReturnType<typeof temporaryFolder>, 'write'>,
  id: string,
  model: ScriptedModel,
): Promise<void> {
  await folder.write(`models/${id}.yaml`, JSON.stringify({ id, backend: 'scripted', ...model }));
}
