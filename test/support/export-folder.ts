// A run with everything that can become of a reply, to be exported. Start at `exportFolder`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ExportOptions, exportRun, importChats } from '../../dist/index.js';
import { type Outcome, runProgram } from './cli.ts';
import { NO_MODEL_PROCESS } from './no-model-process.ts';
import { play } from './play.ts';
import { scriptedFolder } from './scripted-folder.ts';
import { worldIn } from './world.ts';

export const TURNS = ['やあ', '=1+1', '好きな店は？', 'もっと', 'それから？'];

const SCENARIO = {
  id: 'cafe',
  title: { ja: '喫茶店', en: 'cafe' },
  tags: ['roleplay'],
  persona: {
    ...{ name: 'ミナ', user: 'お客', instruction: 'あなたはミナです。', maxReplyCharacters: 4 },
    lorebook: [{ keys: ['好きな店'], content: '店は駅前にある。' }],
  },
  greeting: 'いらっしゃい',
  turns: TURNS,
};

/** In the order in which they are played. */
const MODELS = {
  whole: {
    replies: ['うん！', '<think>足す</think>=2', '', { text: '駅前のね', finishReason: 'length' }, 'また来てね'],
  },
  broken: { replies: ['はい', { text: 'いや', finishReason: 'refusal' }, { text: '壊れ', finishReason: 'error' }] },
  dead: { replies: [{ error: 'out of order' }] },
};

export type ExportFolder = Awaited<ReturnType<typeof exportFolder>>;

export async function exportFolder() {
  const folder = await scriptedFolder(MODELS, JSON.stringify({ ...SCENARIO, id: 'short' }));
  await folder.write('scenarios/cafe.yaml', JSON.stringify(SCENARIO));
  const played = await play(folder.path, { models: Object.keys(MODELS), scenarios: ['cafe'] });
  const checks = ['empty', 'truncated', 'loop', 'length.max', 'length.trend'];
  await command(folder.path, 'score', path.basename(played.directory), ...checks.flatMap((id) => ['--check', id]));
  const world = worldIn(folder.path);
  let exports = 0;
  return {
    ...folder,
    played: path.basename(played.directory),
    run: (...args: string[]) => command(folder.path, ...args),
    /** Every file of an export, by its name; of a format of one file, its name is empty. */
    async exported(options: Omit<ExportOptions, 'output'>): Promise<Exported> {
      const output = path.join(folder.path, `export-${++exports}`);
      const told = await exportRun({ ...options, output }, { world });
      return { files: filesAt(output), notes: told.notes.map(String), output };
    },
    async playedWith(settings: object): Promise<string> {
      const options = { models: ['whole'], scenarios: ['cafe'], settings: [settings], out: `set-${++exports}` };
      return (await play(folder.path, options)).directory;
    },
    async imported(as: 'openai' | 'sharegpt' | 'sillytavern', text: string): Promise<string> {
      await folder.write('log.jsonl', text);
      const request = { files: ['log.jsonl'], format: as, scenario: 'cafe', model: 'm', out: 'imported' } as const;
      return (await importChats(request, { world })).directory;
    },
  };
}

export interface Exported {
  files: Record<string, Buffer>;
  notes: string[];
  /** Where they are. */
  output: string;
}

function filesAt(output: string): Record<string, Buffer> {
  try {
    const names = readdirSync(output, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const files = names.map(({ parentPath, name }) => path.join(parentPath, name)).sort();
    return Object.fromEntries(
      files.map((file) => [path.relative(output, file).split(path.sep).join('/'), readFileSync(file)]),
    );
  } catch {
    return { '': readFileSync(output) };
  }
}

export function linesOf(file: Buffer | undefined): unknown[] {
  return String(file ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function command(directory: string, ...args: string[]): Promise<Outcome> {
  return runProgram(args, { directory, environment: NO_MODEL_PROCESS });
}
