// A folder for tests of what is imported: a scripted model, user lines, and the program in it. Start at `importFolder`.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Outcome, runProgram, temporaryFolder } from './cli.ts';
import { NO_MODEL_PROCESS } from './no-model-process.ts';
import { writeModel } from './scripted-folder.ts';

export type ImportFolder = ReturnType<typeof temporaryFolder> & { run(...args: string[]): Promise<Outcome> };

/** @param lines the user lines in `lines.txt`; the model is called `yes` */
export async function importFolder(lines: string): Promise<ImportFolder> {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder.path, 'models'));
  await folder.write('lines.txt', lines);
  await writeModel(folder, 'yes', { replies: ['うん！'] });
  const inFolder = { directory: folder.path, environment: NO_MODEL_PROCESS };
  return Object.assign(folder, { run: (...args: string[]) => runProgram(args, inFolder) });
}
