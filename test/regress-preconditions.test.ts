// What must be the same of two models: each field made different, one at a time, and what is said of it.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Anatomy } from '../dist/backend/anatomy.js';
import { checkRegression } from '../dist/index.js';
import { anatomyFile } from '../dist/regress/measuring.js';
import {
  PRECONDITION_FIELDS,
  type PreconditionField,
  preconditionsOf,
  type Side,
} from '../dist/regress/preconditions.js';
import { RegressReportSchema } from '../dist/regress/report.js';
import { type Evidence, verdictOf } from '../dist/regress/verdict.js';
import { readConversations } from '../dist/store/read-run.js';
import { readRun, runProgram } from './support/cli.ts';
import { toyFolder } from './support/toy-folder.ts';
import { toyModel } from './support/toy-model.ts';
import { scenarioYaml, YES } from './support/toys.ts';
import { worldIn } from './support/world.ts';

const SCENARIO = scenarioYaml({ turns: ['a', 'b'], sampling: { temperature: 0, maxTokens: 8 } });

let side: Side;
let folder: Awaited<ReturnType<typeof toyFolder>>;
/** A real comparison: what is changed below are records as they are written. */
beforeAll(async () => {
  folder = await toyFolder(SCENARIO);
  await checkRegression(
    {
      ...{ reference: './toy.gguf', candidates: ['./toy.gguf'], scenarios: ['short'], preset: 'smoke', turns: 1 },
      llama: { gpu: 'off', threads: 1 },
    },
    { world: worldIn(folder.path) },
  );
  const { directory, manifest } = readRun(path.join(folder.path, 'results'));
  const anatomy: Anatomy = JSON.parse(readFileSync(path.join(directory, 'regress', anatomyFile(0)), 'utf8'));
  const [model = ''] = manifest.models.map(({ id }) => id);
  const conversations = [];
  for await (const each of readConversations(directory)) if (each.model === model) conversations.push(each);
  side = { manifest, model, anatomy, conversations };
});
afterAll(() => folder[Symbol.asyncDispose]());

function evidenceOf(candidate: Side, allowed: readonly string[]): Evidence {
  return {
    ...{ preconditions: preconditionsOf(side, candidate, allowed), sentinels: [], displacement: null, direction: null },
    ...{ displacementProblem: null, gates: [], limits: { maxKld: null, minSameTop: null } },
    unpaired: { reference: 0, candidate: 0 },
  };
}

/** Where in the records each field stands, and another value for it. */
const CHANGES: Readonly<Record<PreconditionField, readonly [place: string, value: unknown]>> = {
  architecture: ['anatomy.architecture', 'qwen2'],
  tensorShapes: ['anatomy.tensors.0.shape.0', 7],
  tokenizer: ['anatomy.tokenizerDigest', 'ab'.repeat(32)],
  template: ['manifest.models.0.template.hash', 'ab'.repeat(32)],
  prompts: ['conversations.0.turns.0.promptHash', 'ab'.repeat(32)],
  sampling: ['conversations.0.turns.0.sampling.effective.temperature', 0.7],
  kvType: ['manifest.models.0.description.kvType', 'q8_0'],
  context: ['manifest.models.0.description.contextSize', 256],
  flashAttention: ['manifest.models.0.description.flashAttention', 'off'],
  batchSize: ['manifest.models.0.description.batchSize', 64],
  threads: ['manifest.models.0.description.threads', 2],
  parallel: ['manifest.models.0.description.parallel', 2],
  mode: ['manifest.request.mode', 'fast'],
  engineRelease: ['manifest.models.0.description.engine.release', 'v0.3.9'],
  engineBuild: ['manifest.models.0.description.engine.build', 'openmp'],
  device: ['manifest.models.0.description.device.gpu', 'vulkan'],
  gpuLayers: ['manifest.models.0.description.device.gpuLayers', 1],
  cpu: ['manifest.host.cpu', 'another'],
  scenarios: ['manifest.scenarios.0.hash', 'ab'.repeat(32)],
  seeds: ['conversations.0.seed', 12_345],
  turns: ['manifest.request.turns', 2],
  onOverflow: ['manifest.request.onOverflow', 'drop-oldest'],
  backend: ['manifest.models.0.description.backend', 'openai'],
};

/** A copy with another value in one place. */
function changedSide(place: string, value: unknown, of: Side = side): Side {
  const copy = structuredClone(of);
  const names = place.split('.');
  const last = names.pop() ?? '';
  let at: unknown = copy;
  for (const name of names) at = valueIn(at, name);
  if (valueIn(at, last) === value) throw new Error(`${place} is ${value} already`);
  Object.assign(at as object, { [last]: value });
  return copy;
}

function valueIn(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || !(name in holder)) throw new Error(`there is no ${name}`);
  return (holder as Record<string, unknown>)[name];
}

describe('preconditions', () => {
  it('are all known and the same of a model and itself', () => {
    const found = preconditionsOf(side, side, []);
    expect(found.map(({ field }) => field)).toEqual(PRECONDITION_FIELDS);
    expect(found.filter(({ isSame, reference }) => !isSame || reference === 'not known')).toEqual([]);
    expect(verdictOf(evidenceOf(side, [])).verdict).toBe('inconclusive');
  });

  it.each(PRECONDITION_FIELDS)('forbid a comparison where only one differs, unless it is allowed: %s', (field) => {
    const candidate = changedSide(...CHANGES[field]);
    const different = preconditionsOf(side, candidate, []).filter(({ isSame }) => !isSame);
    expect(different).toMatchObject([{ field, isAllowed: false }]);
    const refused = verdictOf(evidenceOf(candidate, []));
    expect(refused).toMatchObject({
      verdict: 'not-comparable',
      reasons: [expect.stringContaining(`${field} differs: `)],
    });
    const others = PRECONDITION_FIELDS.filter((each) => each !== field);
    expect(verdictOf(evidenceOf(candidate, others))).toEqual(refused);
    const compared = verdictOf(evidenceOf(candidate, [field]));
    expect(compared.verdict).toBe('inconclusive');
    expect(compared.reasons).toContainEqual(expect.stringContaining(`${field} differs on purpose: `));
  });

  it('differ from what is not known', () => {
    const unknown = preconditionsOf(side, { ...side, anatomy: null }, []).filter(({ isSame }) => !isSame);
    expect(unknown.map(({ field, candidate }) => [field, candidate])).toEqual([
      ['architecture', 'not known'],
      ['tensorShapes', 'not known'],
      ['tokenizer', 'not known'],
    ]);
  });

  it('leave the number of threads to measurements, but not to people', () => {
    const description = 'manifest.models.0.description';
    const measured = (threads: number): Side =>
      changedSide(`${description}.threadsFrom`, 'cache', changedSide(`${description}.threads`, threads));
    const fieldsOf = (reference: Side, candidate: Side): string[] =>
      preconditionsOf(reference, candidate, []).flatMap(({ field, isSame }) => (isSame ? [] : [field]));
    expect(fieldsOf(measured(2), measured(4))).toEqual([]);
    expect(fieldsOf(side, measured(4))).toEqual(['threads']);
  });

  it('hold for systemInfo as for the name of a build', () => {
    const candidate = changedSide('manifest.models.0.description.engine.systemInfo', 'CPU : AVX = 1');
    expect(preconditionsOf(side, candidate, []).filter(({ isSame }) => !isSame)).toMatchObject([
      { field: 'engineBuild' },
    ]);
  });
});

describe('regress', () => {
  const ENTRY = { backend: 'llama', file: '../toy.gguf' };

  async function compared(...args: string[]) {
    await using own = await toyFolder(SCENARIO);
    mkdirSync(path.join(own.path, 'models'));
    await own.write('models/short.yaml', JSON.stringify({ ...ENTRY, id: 'short', context: 512 }));
    await own.write('models/other.yaml', JSON.stringify({ ...ENTRY, id: 'other', prompt: 'plain-labels' }));
    await own.write('bigger.gguf', toyModel({ ...YES, pieces: [...YES.pieces, 'お'] }));
    const common = ['--preset', 'smoke', '--scenario', 'short', '--turns', '1', '--gpu', 'off', '--threads', '1'];
    return await runProgram(['regress', '-r', './toy.gguf', ...args, ...common, '--json', '--out', 'results'], {
      directory: own.path,
    });
  }

  it('compares what differs where it is allowed, and names the fields where it is not', async () => {
    const { code, stdout } = await compared('-c', 'short', '-c', 'other', '--allow', 'context');
    const said = RegressReportSchema.parse(JSON.parse(stdout)).candidates.map(({ verdict, preconditions }) => [
      verdict,
      ...preconditions.filter(({ isSame }) => !isSame).map(({ field }) => field),
    ]);
    expect(code).toBe(6);
    expect(said).toEqual([
      ['inconclusive', 'context'],
      // Found before it plays: what its prompts are is not known.
      ['not-comparable', 'template'],
    ]);
  });

  it('plays nothing where the files already tell that models cannot be compared', async () => {
    const { code, left, stderr } = await compared('-c', './bigger.gguf');
    expect({ code, left }).toEqual({ code: 6, left: [] });
    expect(stderr).toContain('--allow tensorShapes --allow tokenizer');
  });
});
