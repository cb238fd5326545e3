// `hitogara selftest`: measures a model's noise floor on this machine, and says whether strict and fast mode can be trusted here.
// Start at `runSelfTest`.
import { ExitCode, ModelFailure, reasonText, UserError } from '../../core/errors.ts';
import { inertJson, inertLine } from '../../core/inert-text.ts';
import { absolute, shorten } from '../../core/world.ts';
import { plainTable } from '../../report/plain-table.ts';
import { columnsOf, shown } from '../../report/screen.ts';
import { selfTest } from '../../run/self-test.ts';
import { type Comparison, type NoiseFloor, writeNoiseFloor } from '../../store/noise-floor.ts';
import { joinTexts, type Label, plural, say, type Text } from '../../words/text.ts';
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
    (progress) => host.stderr.write(`${inertLine(shown(progress, host))}\n`),
  ).catch((error: unknown) => {
    if (!(error instanceof ModelFailure)) throw error;
    const exitCode = host.signal.aborted ? ExitCode.interrupted : ExitCode.usage;
    throw new UserError(reasonText(error), { exitCode, cause: error });
  });
  const file = await writeNoiseFloor(absolute(out, host), noise);
  if (json) host.stdout.write(`${inertJson({ file: shorten(file, host), ...noise })}\n`);
  else
    host.stdout.write(
      `${describeNoise(noise, host)}\n${inertLine(shorten(file, host))}\n${shown(verdictOn(noise), host)}\n`,
    );
  return isSound(noise) ? ExitCode.done : ExitCode.gateFailed;
}

function isSound(noise: NoiseFloor): boolean {
  return noise.canary.leaks.length === 0 && comparisonOf(noise, 'same-seed-twice').every(isEqual);
}

/** What was found, in one sentence. */
function verdictOn(noise: NoiseFloor): Text {
  if (noise.canary.leaks.length > 0) {
    return say(
      'Not sound: what one conversation was told appeared in another, so replies of fast mode cannot be trusted on this machine.',
    );
  }
  if (!isSound(noise)) {
    return say(
      'Not sound: the same seed gave different replies in strict mode, so runs cannot be repeated on this machine.',
    );
  }
  const areEqual = (name: Comparison['name']): boolean => comparisonOf(noise, name).every(isEqual);
  const batched = comparisonOf(noise, 'alone-and-batched').find((each) => !isEqual(each));
  if (batched) {
    return say(
      'Sound: strict mode repeats its replies exactly, but fast mode changed {n} of {replies}, so compare strict runs only with strict ones.',
      { n: batched.replies - batched.equal, replies: plural(batched.replies, 'reply') },
    );
  }
  return areEqual('cold-and-warm')
    ? say('Sound: strict mode repeats its replies exactly, and fast mode gave the same ones.')
    : say(
        'Sound: strict mode repeats its replies exactly, and fast mode gave the same ones; a cached prompt can change a reply.',
      );
}

function comparisonOf({ comparisons }: NoiseFloor, name: Comparison['name']): Comparison[] {
  return comparisons.filter((each) => each.name === name);
}

function isEqual({ equal, replies }: Comparison): boolean {
  return equal === replies;
}

const COMPARISONS: Record<Comparison['name'], Label> = {
  'same-seed-twice': 'same seed, twice (strict)',
  'alone-and-batched': 'alone and batched (greedy)',
  'cold-and-warm': 'cold and warm prompt (greedy)',
};

function describeNoise(noise: NoiseFloor, host: Host): string {
  const told = (text: Text): string => shown(text, host);
  const head = (['replies to the same prompt', 'equal', 'first difference', 'largest Δ log p'] as const).map((name) =>
    told(say(name)),
  );
  const rows = noise.comparisons.map((each) => [
    told(say(COMPARISONS[each.name])),
    told(say('{some} of {all}', { some: each.equal, all: each.replies })),
    each.firstDivergence === null
      ? told(say('none'))
      : inertLine(told(say('{scenario} turn {turn}, token {token}', each.firstDivergence))),
    each.greatestLogProbabilityDifference === null
      ? told(say('not compared'))
      : each.greatestLogProbabilityDifference.toExponential(1),
  ]);
  const { canary, parallel } = noise;
  const leaks = canary.leaks.map(({ scenario, turn, reply }) =>
    inertLine(`  ${told(say('leak in {scenario} turn {turn}: {reply}', { scenario, turn, reply }))}`),
  );
  return [
    told(
      joinTexts(', ', [
        inertLine(noise.model),
        `sha256 ${noise.identity.weightsDigest.slice(0, 12)}`,
        say('{conversations} at once', { conversations: plural(parallel, 'conversation') }),
      ]),
    ),
    plainTable(head, rows, {
      columns: columnsOf(host.stdout),
      numbers: [told(say('equal')), told(say('largest Δ log p'))],
    }),
    told(
      say('canary: found in {n} of {replies} of other conversations', {
        n: canary.leaks.length,
        replies: plural(canary.replies, 'reply'),
      }),
    ),
    ...leaks,
  ].join('\n');
}
