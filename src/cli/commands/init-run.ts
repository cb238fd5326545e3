// `hitogara init`: the first files of a project. Nothing that is there is changed. Start at `runInit`.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeError, ExitCode, UserError } from '../../core/errors.ts';
import { packageVersion } from '../../core/package-version.ts';
import { absolute } from '../../core/world.ts';
import { foldProse } from '../../report/fold.ts';
import { columnsOf, messageText } from '../../report/screen.ts';
import { say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import {
  type Answers,
  DEFAULT_ANSWERS,
  ECHO_MODEL,
  OWN_MODEL,
  type StarterFile,
  starterFiles,
} from '../starter-files.ts';

export async function runInit(folder: string, { yes }: { yes: boolean }, host: Host): Promise<number> {
  const isTerminal = host.stdout.isTTY === true && host.stdin?.().isTTY === true;
  const answers = yes || !isTerminal ? DEFAULT_ANSWERS : await (await import('../ask.ts')).ask(host);
  if (!answers) return ExitCode.interrupted;
  const directory = absolute(folder, host);
  const lines: string[] = [];
  for (const file of starterFiles(answers, schemasFrom(directory, host), await installCommand(directory, host))) {
    const isNew = await writeNew(directory, file);
    const shown = path.posix.join(folder.replaceAll('\\', '/'), file.path);
    lines.push(
      (isNew ? say('wrote {file}', { file: shown }) : say('kept {file}, which was there already', { file: shown })).in(
        host.words,
      ),
    );
  }
  const text = messageText([...lines, '', say('Next:').in(host.words), ...nextSteps(folder, answers)].join('\n'), host);
  host.stdout.write(`${foldProse(text, columnsOf(host.stdout))}\n`);
  return ExitCode.done;
}

function nextSteps(folder: string, { scenario, model }: Answers): string[] {
  return [
    ...(folder === '.' ? [] : [`  cd ${folder}`]),
    `  hitogara eval --model ${ECHO_MODEL} --scenario ${scenario}`,
    '  hitogara show',
    ...(model?.kind === 'gguf' ? [`  hitogara doctor --model ${OWN_MODEL}`] : []),
    ...(model ? [`  hitogara eval --model ${OWN_MODEL} --scenario ${scenario}`] : []),
  ];
}

/** A project that depends on this program installs what its lock file says: a version from a registry, or a tarball. */
async function installCommand(directory: string, host: Host): Promise<string> {
  const options = '--omit=optional --ignore-scripts';
  const text = await readFile(path.join(directory, 'package.json'), 'utf8').catch(() => '{}');
  const isDependency = /"(?:devD|d)ependencies"\s*:\s*\{[^}]*"hitogara"\s*:/.test(text);
  return isDependency ? `npm ci ${options}` : `npm install --no-save ${options} hitogara@${await packageVersion(host)}`;
}

/** Editors read it from there; a path outside the project would be right on this machine alone. */
function schemasFrom(directory: string, { packageDirectory }: Host): string | null {
  if (directory === packageDirectory) return 'schemas';
  const installed = 'node_modules/hitogara/schemas';
  return existsSync(path.join(directory, installed)) ? installed : null;
}

/** Whether it was written: a file that is there stays as it is. */
async function writeNew(directory: string, { path: name, text }: StarterFile): Promise<boolean> {
  const file = path.join(directory, name);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (cause) {
    if (existsSync(file) && cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw new UserError(say('cannot be written: {reason}', { reason: describeError(cause) }), {
      place: { file },
      cause,
    });
  }
}
