import { type CommandEntry, defineCommand } from '../command.ts';
import { type BaselineOptions, type BlessOptions, baselineFlags, blessFlags } from './baseline-flags.ts';

const blessCommand = defineCommand<BlessOptions>({
  name: 'baseline bless',
  summary:
    'make a baseline out of a finished run, with which regress compares candidates where the model is not at hand',
  arguments: [{ name: '<run>', help: 'of regress, eval or import: id, path of its folder, latest or latest~1' }],
  flags: blessFlags,
  examples: ['baseline bless latest --name main', 'baseline bless latest --name main --replace --model my-model-q6_K'],
  run: async ({ arguments: [run = ''], options, host }) =>
    (await import('./baseline-run.ts')).blessRun(run, options, host),
});

const listCommand = defineCommand<BaselineOptions>({
  name: 'baseline list',
  summary: 'list every baseline',
  flags: { ...baselineFlags, json: { ...baselineFlags.json, help: 'one JSON array on stdout' } },
  hasOutput: true,
  run: async ({ options, host }) => (await import('./baseline-run.ts')).listAll(options, host),
});

const showCommand = defineCommand<BaselineOptions>({
  name: 'baseline show',
  summary: 'show what a baseline was made from, and check that it is whole',
  arguments: [{ name: '<name>', help: 'of a baseline' }],
  flags: baselineFlags,
  hasOutput: true,
  run: async ({ arguments: [name = ''], options, host }) =>
    (await import('./baseline-run.ts')).showOne(name, options, host),
});

const diffCommand = defineCommand<BaselineOptions>({
  name: 'baseline diff',
  summary: 'show in which facts two baselines differ; exits with 1 if they do',
  arguments: [
    { name: '<name>', help: 'of a baseline' },
    { name: '<other>', help: 'the baseline to compare it with' },
  ],
  flags: { ...baselineFlags, json: { ...baselineFlags.json, help: 'one JSON array on stdout' } },
  hasOutput: true,
  run: async ({ arguments: [name = '', other = ''], options, host }) =>
    (await import('./baseline-run.ts')).diffTwo([name, other], options, host),
});

export const baselineCommands: readonly CommandEntry[] = [blessCommand, listCommand, showCommand, diffCommand];
