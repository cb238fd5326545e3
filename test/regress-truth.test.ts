// What a check for regressions measures, against the closed form: models whose every probability is known, played and compared as any other.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkRegression } from '../dist/index.js';
import { MeasuredReplySchema } from '../dist/regress/measured.js';
import { comparedFile } from '../dist/regress/measuring.js';
import type { CandidateReport, RegressReport } from '../dist/regress/report.js';
import { readMeasurements } from '../dist/store/measurements.js';
import { type BigramModel, bigramModel, END, noisy, randomLogits, START, scaled } from './support/bigrams.ts';
import { readRun, temporaryFolder } from './support/cli.ts';
import { scenarioYaml } from './support/toys.ts';
import { worldIn } from './support/world.ts';

const LOGITS = randomLogits(1);
const REFERENCE = bigramModel(LOGITS);
const CANDIDATES: Readonly<Record<string, BigramModel>> = {
  'noise-1': bigramModel(noisy(LOGITS, 0.01, 3)),
  'noise-5': bigramModel(noisy(LOGITS, 0.05, 4)),
  'noise-20': bigramModel(noisy(LOGITS, 0.2, 5)),
  scaled: bigramModel(scaled(LOGITS, 1.05)),
  q8_0: bigramModel(LOGITS, 'Q8_0'),
  q4_0: bigramModel(LOGITS, 'Q4_0'),
};
const NAMES = Object.keys(CANDIDATES);

const folder = temporaryFolder();
afterAll(() => folder[Symbol.asyncDispose]());

let report: RegressReport;
let directory: string;
/** Each token of the reference's replies, with the one before it. */
let places: { previous: string; next: string }[];
beforeAll(async () => {
  mkdirSync(path.join(folder.path, 'scenarios'));
  await folder.write('scenarios/short.yaml', scenarioYaml({ sampling: { temperature: 1, maxTokens: 150 } }));
  await folder.write('reference.gguf', REFERENCE.file);
  for (const [name, { file }] of Object.entries(CANDIDATES)) await folder.write(`${name}.gguf`, file);
  await folder.write('same.gguf', REFERENCE.file);
  const found = await checkRegression(
    {
      ...{ reference: './reference.gguf', candidates: ['same', ...NAMES].map((name) => `./${name}.gguf`) },
      ...{ scenarios: ['short'], preset: 'smoke', turns: 1, samples: 3, tokens: 1_000, out: 'results' },
      llama: { gpu: 'off', threads: 1 },
    },
    { world: worldIn(folder.path) },
  );
  if (!found.report) throw new Error('nobody interrupted it');
  report = found.report;
  const run = readRun(path.join(folder.path, 'results'));
  directory = run.directory;
  places = run.turns
    .filter(({ model }) => model === report.reference.id)
    .flatMap(({ reply, finishReason }) => {
      const tokens = [...reply, ...(finishReason.raw === `token ${END}` ? [END] : [])];
      return tokens.map((next, index) => ({ previous: tokens[index - 1] ?? START, next }));
    });
}, 180_000);

function reportOn(name: string): CandidateReport {
  const index = ['same', ...NAMES].indexOf(name);
  const candidate = report.candidates[index];
  if (!candidate) throw new Error(`there is no ${name}`);
  return candidate;
}

function mean(valueAt: (place: { previous: string; next: string }) => number): number {
  return places.reduce((sum, place) => sum + valueAt(place), 0) / places.length;
}
function divergence(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, each, index) => (each > 0 ? sum + each * Math.log(each / (q[index] ?? Number.NaN)) : sum), 0);
}
/** The 64 likeliest of the reference one by one, all others as one. */
function buckets(p: readonly number[], values: readonly number[]): number[] {
  const likeliest = [...p.keys()].sort((a, b) => (p[b] ?? 0) - (p[a] ?? 0)).slice(0, 64);
  const listed = likeliest.map((id) => values[id] ?? Number.NaN);
  const rest = [...values.keys()].filter((id) => !likeliest.includes(id));
  return [...listed, rest.reduce((sum, id) => sum + (values[id] ?? Number.NaN), 0)];
}
function likeliest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** Relative. */
const CLOSE = 1e-3;
function expectClose(value: number | null | undefined, exact: number): void {
  expect(Math.abs((value ?? Number.NaN) - exact) / Math.abs(exact)).toBeLessThan(CLOSE);
}

describe('a check for regressions', () => {
  it('measures every token of the replies, and ends where they end', () => {
    expect(places.length).toBeGreaterThan(200);
    expect(places.some(({ next }) => next === END)).toBe(true);
    for (const { displacement } of report.candidates)
      expect(displacement).toMatchObject({ tokens: places.length, kind: 'exact', infinite: 0 });
  });

  it.each(NAMES)('finds the divergence, the bound, the ratio and the same top of the closed form, %s', (name) => {
    const { displacement } = reportOn(name);
    const candidate = CANDIDATES[name] ?? REFERENCE;
    const both = new Map(
      [...new Set(places.map(({ previous }) => previous))].map((previous) => {
        const [p, q] = [REFERENCE.after(previous), candidate.after(previous)];
        const bound = divergence(buckets(p, p), buckets(p, q));
        return [previous, { p, q, exact: divergence(p, q), bound, isSame: likeliest(p) === likeliest(q) }] as const;
      }),
    );
    const at = (previous: string) => both.get(previous) ?? { p: [], q: [], exact: 0, bound: 0, isSame: false };
    expectClose(
      displacement?.divergence.value,
      mean(({ previous }) => at(previous).exact),
    );
    expectClose(
      displacement?.bound.value,
      mean(({ previous }) => at(previous).bound),
    );
    expectClose(
      displacement?.logLikelihoodRatio.value,
      mean(({ previous, next }) => {
        const { p, q } = at(previous);
        const id = REFERENCE.idOf(next);
        return Math.log((q[id] ?? Number.NaN) / (p[id] ?? Number.NaN));
      }),
    );
    expect(displacement?.sameTop.rate).toBeCloseTo(
      mean(({ previous }) => Number(at(previous).isSame)),
      12,
    );
  });

  it('finds more displacement the more noise there is', () => {
    const values = ['noise-1', 'noise-5', 'noise-20'].map(
      (name) => reportOn(name).displacement?.divergence.value ?? Number.NaN,
    );
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(reportOn('q4_0').displacement?.divergence.value).toBeGreaterThan(
      100 * (reportOn('q8_0').displacement?.divergence.value ?? Number.NaN),
    );
  });

  it('sees that a sharper distribution keeps its likeliest token everywhere', () => {
    const { displacement } = reportOn('scaled');
    expect(displacement?.sameTop.rate).toBe(1);
    expect(displacement?.divergence.value).toBeGreaterThan(0);
  });

  it('never finds a bound above the exact divergence, at any place', async () => {
    for (const index of NAMES.keys()) {
      // The reference and the copy of it come first.
      const replies = await readMeasurements(directory, comparedFile(index + 2), MeasuredReplySchema);
      const all = replies.flatMap((reply) => reply.places);
      expect(all).toHaveLength(places.length);
      for (const place of all) expect(place.divergenceBound).toBeLessThanOrEqual((place.divergence ?? 0) + 1e-14);
    }
  });

  it('finds exactly nothing between a file and itself', () => {
    const { displacement } = reportOn('same');
    expect(displacement).toMatchObject({
      ...{
        divergence: { value: 0 },
        bound: { value: 0 },
        quantiles: { greatest: 0 },
        sameTop: { rate: 1 },
        band: 'same',
      },
    });
    // Two sums of the same numbers in another order.
    expect(displacement?.logLikelihoodRatio.value).toBeCloseTo(0, 14);
  });
});
