// The GitHub Action: what it runs, in a stub of its environment.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { lacks } from './support/capabilities.ts';
import { CACHE, ENVIRONMENT, REPOSITORY, temporaryFolder } from './support/cli.ts';

const ACTION = parse(readFileSync(path.join(REPOSITORY, 'action.yml'), 'utf8'));
const SCENARIOS = [
  ...['tts-bot', 'anime-fan', 'cafe-clerk', 'village-elder', 'gyaru-friend'],
  ...['house-cat', 'manor-butler', 'pirate-captain', 'kansai-aunt', 'tsundere-classmate'],
];
const STEP = ACTION.runs.steps.find(({ id }: { id?: string }) => id === 'regress');

it.skipIf(lacks('bash'))('compares, annotates, summarizes and keeps a report', async () => {
  await using folder = temporaryFolder();
  const model = (name: string): string => `${name}=${path.join(REPOSITORY, `models/tiny/hitogara-tiny-${name}.gguf`)}`;
  const inputs = {
    reference: model('q8_0'),
    baseline: '',
    candidate: `${model('q2_K')}\n`,
    preset: 'smoke',
    // As many scenarios as the lower bound needs to be above the limit, whatever a processor rounds.
    options: `${SCENARIOS.map((id) => `--scenario=${id}`).join('\n')}\n--turns=1\n--gpu=off\n--threads=2\n--max-kld=0.0001\n`,
    'fail-on-inconclusive': 'false',
  };
  const environment = Object.fromEntries(
    Object.entries<string>(STEP.env).map(([name, value]) => {
      const input = /inputs\.([\w-]+)/.exec(value)?.[1] as keyof typeof inputs | undefined;
      return [name, input ? inputs[input] : REPOSITORY];
    }),
  );
  const { status, stdout, stderr } = spawnSync('bash', ['-c', STEP.run], {
    cwd: folder.path,
    encoding: 'utf8',
    env: {
      ...{ ...ENVIRONMENT, ...environment, HOME: folder.path, HITOGARA_CACHE: CACHE, GITHUB_ACTIONS: 'true' },
      GITHUB_OUTPUT: path.join(folder.path, 'output'),
      GITHUB_STEP_SUMMARY: path.join(folder.path, 'summary.md'),
    },
  });
  const kept = (name: string): string => path.join(folder.path, 'hitogara-regress', name);
  expect({ status, stderr }).toMatchObject({ status: 1 });
  // The shell may know another path of the folder that it was started in.
  expect(readFileSync(path.join(folder.path, 'output'), 'utf8')).toMatch(
    new RegExp(`^verdict=regressed\nfolder=/.*/${path.basename(folder.path)}/hitogara-regress\n$`),
  );
  expect(readFileSync(path.join(folder.path, 'summary.md'), 'utf8')).toContain('| ');
  expect(`${stdout}${stderr}`).toMatch(/^::error .*q2_K/m);
  for (const name of ['regress.json', 'card.md', 'junit.xml', 'report.html']) expect(existsSync(kept(name))).toBe(true);
});
