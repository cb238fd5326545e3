// A run of any size, written directly: a short one is played, and its conversations are written again under other names. Start at
// `makeLargeRun`.
import { createWriteStream, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { evaluate } from '../dist/index.js';
import { readRun } from '../test/support/cli.ts';
import { scenarioYaml } from '../test/support/toys.ts';
import { worldIn } from '../test/support/world.ts';

export interface LargeRun {
  conversations: number;
  /** Of each conversation. */
  turns: number;
}

const MODELS = 2;
const SCENARIOS = 10;

/** @param directory an empty folder */
export async function makeLargeRun(
  directory: string,
  { conversations, turns }: LargeRun,
): Promise<{ runId: string; megabytes: number }> {
  for (const name of ['models', 'scenarios']) mkdirSync(path.join(directory, name));
  const models = Array.from({ length: MODELS }, (_, index) => `model-${index + 1}`);
  const scenarios = Array.from({ length: SCENARIOS }, (_, index) => `scenario-${index + 1}`);
  for (const [index, id] of models.entries()) {
    const replies = Array.from(
      { length: turns },
      (_, at) => `${at + 1}回目の返事だよ。${'今日もいい天気だね。'.repeat(index + 1)}`,
    );
    writeFileSync(path.join(directory, 'models', `${id}.yaml`), JSON.stringify({ id, backend: 'scripted', replies }));
  }
  for (const id of scenarios) {
    const words = Array.from({ length: turns }, (_, at) => `${at + 1}回目の話だよ。`);
    writeFileSync(path.join(directory, 'scenarios', `${id}.yaml`), scenarioYaml({ id, turns: words }));
  }
  await evaluate({ models, scenarios }, { world: worldIn(directory) });
  const { directory: run, manifest, journal, summary } = readRun(path.join(directory, 'results'));
  const samples = conversations / (MODELS * SCENARIOS);
  const file = path.join(run, 'journal.jsonl');
  await pipeline(function* () {
    for (let sample = 1; sample <= samples; sample++) {
      for (const line of journal) {
        const reply = line.type === 'turn' ? { reply: `${line.reply} ${sample}` } : {};
        yield `${JSON.stringify({ ...line, ...reply, sample, key: `${line.key}-${sample}` })}\n`;
      }
    }
  }, createWriteStream(file));
  const rewrite = (name: string, content: unknown): void =>
    writeFileSync(path.join(run, name), JSON.stringify(content));
  rewrite('manifest.json', { ...manifest, request: { ...manifest.request, samples } });
  const totals = { conversations, done: conversations, turns: conversations * turns };
  rewrite('summary.json', { ...summary, totals: { ...summary?.totals, ...totals } });
  return { runId: manifest.runId, megabytes: statSync(file).size / 1e6 };
}
