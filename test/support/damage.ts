// A model and a copy of it with noise in its weights, on the same conversations, scored and compared. Start at `measureDamage`.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { evaluate, scoreRun } from '../../dist/index.js';
import type { CheckId } from '../../dist/scenario/check-settings.js';
import type { ScoredRow } from '../../dist/score/score-talk.js';
import { type Pair, type PairedDifference, pairedDifference } from '../../dist/stats/paired.js';
import { pcg32 } from '../../dist/stats/random.js';
import { REPOSITORY, temporaryFolder } from './cli.ts';
import { tensorsOf } from './gguf-patch.ts';
import { worldIn } from './world.ts';

/**
 * Chosen before anything was measured, by what noise does to a language model: it loses the end of its sentences and does not stop, goes
 * round in circles, leaves the language and the script, emits bytes that are no characters, and no longer follows its persona's register.
 */
export const TOUCHED_BY_DAMAGE: readonly CheckId[] = [
  'truncated',
  'loop',
  'language',
  'script',
  'characters.unknown',
  'register',
];

/** Noise leaves these alone: a copy that is damaged says nothing of rules that it never knew. */
export const UNTOUCHED_BY_DAMAGE: readonly CheckId[] = ['service.phrase', 'persona.break'];

export interface DamageOptions {
  scenarios: readonly string[];
  samples: number;
  /** Standard deviation of the noise, in parts of a block's own root mean square. */
  noise: number;
  seed: number;
}

export interface Difference extends PairedDifference {
  /** null: at least one of the checks that damage touches. */
  check: CheckId | null;
  /** Failures of replies that both could be judged by. */
  sound: number;
  damaged: number;
}

/** How much more often each check fails for the damaged copy, reply by reply, with scenarios as clusters. */
export async function measureDamage(
  { scenarios, samples, noise, seed }: DamageOptions,
  checks: readonly CheckId[],
): Promise<Difference[]> {
  await using folder = temporaryFolder();
  const sound = path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q8_0.gguf');
  copyFileSync(sound, path.join(folder.path, 'sound.gguf'));
  writeFileSync(path.join(folder.path, 'damaged.gguf'), withNoise(readFileSync(sound), noise, seed));
  const world = worldIn(folder.path);
  const { directory } = await evaluate(
    {
      ...{ models: ['./sound.gguf', './damaged.gguf'], scenarios: [...scenarios], samples, seed, mode: 'fast' },
      settings: [{ maxTokens: MOST_TOKENS }],
      llama: { gpu: 'off', threads: 1 },
      parallel: 4,
    },
    { world },
  );
  const rows = new Map<string, ScoredRow>();
  const replies = new Set<string>();
  await scoreRun(
    {
      run: directory ?? '',
      checks: [...new Set([...TOUCHED_BY_DAMAGE, ...checks])],
      each({ conversation: { model, scenario, sample }, rows: found }) {
        for (const row of found) {
          if (row.turn === null) continue;
          const reply = JSON.stringify([scenario, sample, row.turn]);
          replies.add(reply);
          rows.set(JSON.stringify([model, row.check, reply]), row);
        }
      },
    },
    { world },
  );
  const failed = (model: string, check: CheckId, reply: string): number | null => {
    const result = rows.get(JSON.stringify([model, check, reply]))?.result ?? 'not-applicable';
    return result === 'not-applicable' ? null : Number(result === 'fail');
  };
  const failedAny = (model: string, reply: string): number | null => {
    const all = TOUCHED_BY_DAMAGE.map((check) => failed(model, check, reply)).filter((value) => value !== null);
    return all.length === 0 ? null : Math.max(...all);
  };
  return [null, ...checks].map((check) => {
    const read = check === null ? failedAny : (model: string, reply: string) => failed(model, check, reply);
    return differenceOf(check, replies, read);
  });
}

/** Sound replies of this model have 13 tokens on average. */
const MOST_TOKENS = 64;

function differenceOf(
  check: CheckId | null,
  replies: ReadonlySet<string>,
  read: (model: string, reply: string) => number | null,
): Difference {
  const clusters = new Map<string, Pair[]>();
  for (const reply of replies) {
    const [reference, candidate] = [read('sound', reply), read('damaged', reply)];
    if (reference === null || candidate === null) continue;
    const [scenario = ''] = JSON.parse(reply);
    clusters.set(scenario, [...(clusters.get(scenario) ?? []), { reference, candidate }]);
  }
  const pairs = [...clusters.values()].flat();
  return {
    check,
    sound: pairs.reduce((sum, { reference }) => sum + reference, 0),
    damaged: pairs.reduce((sum, { candidate }) => sum + candidate, 0),
    ...pairedDifference([...clusters.values()], 0.95),
  };
}

const Q8_0 = 8;
/** A scale of two bytes, then 32 weights of one byte. */
const BLOCK = { bytes: 34, weights: 32 };

/** A copy of a GGUF file with noise in all its Q8_0 weights. */
export function withNoise(file: Buffer, noise: number, seed: number): Buffer {
  const damaged = Buffer.from(file);
  const random = pcg32(seed);
  for (const { type, weights, start } of tensorsOf(file)) {
    if (type !== Q8_0) continue;
    for (let block = 0; block < weights / BLOCK.weights; block++) {
      const from = start + block * BLOCK.bytes + 2;
      const quants = new Int8Array(damaged.buffer, damaged.byteOffset + from, BLOCK.weights);
      const deviation = noise * Math.sqrt(quants.reduce((sum, value) => sum + value ** 2, 0) / BLOCK.weights);
      for (const [index, value] of quants.entries()) {
        // The sum of three is near enough to a normal distribution: its deviation is 1/2.
        const drawn = (random() + random() + random() - 1.5) * 2;
        quants[index] = Math.max(-127, Math.min(127, Math.round(value + deviation * drawn)));
      }
    }
  }
  return damaged;
}
