// `hitogara selftest`: measures a model's noise floor on this machine, and says whether strict and fast mode can be trusted here.
// Start at `runSelfTest`.
import { ExitCode, ModelFailure, reasonOf, UserError } from '../../core/errors.ts';
import { inertJson, inertLine } from '../../core/inert-text.ts';
import { absolute, shorten } from '../../core/world.ts';
import { plainTable } from '../../report/plain-table.ts';
import { columnsOf } from '../../report/screen.ts';
import { plural } from '../../report/wording.ts';
import { selfTest } from '../../run/self-test.ts';
import { type Comparison, type NoiseFloor, writeNoiseFloor } from '../../store/noise-floor.ts';
import { optionsOf } from '../flags.ts';
import type { Host } from '../host.ts';
import { limitsOf, llamaFlags } from '../shared-flags.ts';
import type { SelfTestOptions } from './selftest-flags.ts';

/** Exit 1 if strict mode is not reproducible here, or if one conversation leaked into another. */
export async function runSelfTest(options: SelfTestOptions, host: Host): Promise<number> {
  const { model, scenarios, prompt, turns, maxTokens, parallel, seed, out, json } = options;
  const noise = await selfTest(
    {
      model,
      scenarios,
      prompt,
      turns,
      maxTokens,
      parallel,
      seed,
      llama: optionsOf(options, llamaFlags),
      limits: limitsOf(options),
    },
    host,
    (progress) => host.stderr.write(`${inertLine(progress)}\n`),
  ).catch((error: unknown) => {
    if (!(error instanceof ModelFailure)) throw error;
    const exitCode = host.signal.aborted ? ExitCode.interrupted : ExitCode.usage;
    throw new UserError(reasonOf(error), { exitCode, cause: error });
  });
  const file = await writeNoiseFloor(absolute(out, host), noise);
  if (json) host.stdout.write(`${inertJson({ file: shorten(file, host), ...noise })}\n`);
  else host.stdout.write(`${describeNoise(noise, columnsOf(host.stdout))}\n${inertLine(shorten(file, host))}\n`);
  const isSound = noise.canary.leaks.length === 0 && comparisonOf(noise, 'same-seed-twice').every(isEqual);
  return isSound ? ExitCode.done : ExitCode.gateFailed;
}

function comparisonOf({ comparisons }: NoiseFloor, name: Comparison['name']): Comparison[] {
  return comparisons.filter((each) => each.name === name);
}

function isEqual({ equal, replies }: Comparison): boolean {
  return equal === replies;
}

const WORDS: Record<Comparison['name'], string> = {
  'same-seed-twice': 'same seed, twice (strict)',
  'alone-and-batched': 'alone and batched (greedy)',
  'cold-and-warm': 'cold and warm prompt (greedy)',
};

function describeNoise(noise: NoiseFloor, columns: number | null): string {
  const head = ['replies to the same prompt', 'equal', 'first difference', 'largest Δ log p'];
  const rows = noise.comparisons.map((each) => [
    WORDS[each.name],
    `${each.equal} of ${each.replies}`,
    each.firstDivergence === null
      ? 'none'
      : inertLine(
          `${each.firstDivergence.scenario} turn ${each.firstDivergence.turn}, token ${each.firstDivergence.token}`,
        ),
    each.greatestLogProbabilityDifference === null
      ? 'not compared'
      : each.greatestLogProbabilityDifference.toExponential(1),
  ]);
  const { canary, parallel } = noise;
  const leaks = canary.leaks.map(({ scenario, turn, reply }) =>
    inertLine(`  leak in ${scenario} turn ${turn}: ${reply}`),
  );
  return [
    inertLine(
      `${noise.model}, sha256 ${noise.identity.weightsDigest.slice(0, 12)}, ${plural(parallel, 'conversation')} at once`,
    ),
    plainTable(head, rows, { columns, numbers: ['equal', 'largest Δ log p'] }),
    `canary: found in ${canary.leaks.length} of ${canary.replies} replies of other conversations`,
    ...leaks,
  ].join('\n');
}
