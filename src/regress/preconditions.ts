// What must be the same of two models, so that what differs is the weights: field by field. Start at `preconditionsOf`.
import type { Anatomy } from '../backend/anatomy.ts';
import { hashData } from '../core/hash.ts';
import type { LlamaDescription } from '../core/model-description.ts';
import type { StoredConversation } from '../store/read-run.ts';
import type { Manifest } from '../store/records.ts';
import type { CandidateReport, Precondition } from './report.ts';

/** What `--allow` takes. */
export const PRECONDITION_FIELDS = [
  'architecture',
  'tensorShapes',
  'tokenizer',
  'template',
  'prompts',
  'sampling',
  'kvType',
  'context',
  'flashAttention',
  'batchSize',
  'threads',
  'parallel',
  'mode',
  'engineRelease',
  'engineBuild',
  'device',
  'gpuLayers',
  'cpu',
  'scenarios',
  'seeds',
  'turns',
  'onOverflow',
  'backend',
] as const;
export type PreconditionField = (typeof PRECONDITION_FIELDS)[number];

/** One side of the comparison. */
export interface Side {
  manifest: Manifest;
  model: string;
  conversations: readonly StoredConversation[];
  /** null: there is no file. */
  anatomy: Anatomy | null;
}

/** @param allowed fields that differ on purpose */
export function preconditionsOf(reference: Side, candidate: Side, allowed: readonly string[]): Precondition[] {
  const [before, now] = [modelFacts(reference), modelFacts(candidate)];
  const shared = sharedFacts(reference, candidate);
  const all = { ...merged(before, now), ...shared };
  return PRECONDITION_FIELDS.flatMap((field): Precondition[] => {
    const pair = all[field];
    // What neither side knows of, such as the tensors behind an API, cannot differ.
    if (!pair || (pair.reference === null && pair.candidate === null)) return [];
    const isSame = pair.reference === pair.candidate;
    const isUnknown = pair.reference === null || pair.candidate === null;
    return [
      {
        field,
        reference: pair.reference ?? UNKNOWN,
        candidate: pair.candidate ?? UNKNOWN,
        isSame,
        isAllowed: allowed.includes(field) || (isUnknown && isOther(all.backend) && allowed.includes('backend')),
      },
    ];
  });
}

const UNKNOWN = 'not known';

function isOther(pair: Pair | undefined): boolean {
  return pair !== undefined && pair.reference !== pair.candidate;
}

/** Which fields must be named: another backend stands for all that is not known of one side. */
export function fieldsToAllow(preconditions: readonly Precondition[]): string[] {
  const differing = preconditions.filter(({ isSame, isAllowed }) => !isSame && !isAllowed);
  const isOtherBackend = differing.some(({ field }) => field === 'backend');
  return differing
    .filter(({ reference, candidate }) => !isOtherBackend || ![reference, candidate].includes(UNKNOWN))
    .map(({ field }) => field);
}

export type Facts = Partial<Record<PreconditionField, string | null>>;
interface Pair {
  /** null: not known. */
  reference: string | null;
  candidate: string | null;
}
type Pairs = Partial<Record<PreconditionField, Pair>>;

function merged(before: Facts, now: Facts): Pairs {
  const pairs: Pairs = {};
  for (const field of PRECONDITION_FIELDS)
    if (field in before || field in now)
      pairs[field] = { reference: before[field] ?? null, candidate: now[field] ?? null };
  return pairs;
}

/** What does not depend on what was said. */
export function modelFacts({ manifest, model, anatomy }: Omit<Side, 'conversations'>): Facts {
  const recorded = manifest.models.find(({ id }) => id === model);
  const description = recorded?.description;
  const { request, host } = manifest;
  const common: Facts = {
    backend: description?.backend ?? null,
    template: recorded?.template ? `${recorded.template.id} ${short(recorded.template.hash)}` : null,
    mode: request.mode,
    turns: request.turns === undefined || request.turns === null ? 'all' : String(request.turns),
    onOverflow: request.onOverflow,
    ...(anatomy && anatomyFacts(anatomy)),
  };
  if (!description || !('kvType' in description)) return common;
  const { engine, device } = description;
  return {
    ...common,
    kvType: description.kvType,
    context: String(description.contextSize),
    flashAttention: String(description.flashAttention),
    batchSize: String(description.batchSize),
    threads: threadsOf(description),
    parallel: String(description.parallel),
    engineRelease: `${engine.library}, llama.cpp ${engine.release}`,
    engineBuild: `${engine.build} ${short(hashData(engine.systemInfo))}`,
    device: device.gpu === false ? 'CPU' : `${device.gpu} ${device.names.join(', ')}`,
    gpuLayers: `${device.gpuLayers} of ${device.totalLayers}`,
    cpu: host.cpu,
  };
}

/**
 * A number that was measured follows the load of the machine, and may be another for two models of one run. Replies are the same with any
 * number, so that only what somebody chose is held against a model.
 */
function threadsOf({ threads, threadsFrom }: Pick<LlamaDescription, 'threads' | 'threadsFrom'>): string {
  return threadsFrom === 'option' ? String(threads) : 'measured';
}

/** What files say before a model is loaded. */
export function anatomyFacts({ architecture, tensors, tokenizerDigest }: Anatomy): Facts {
  const shapes = tensors.map(({ name, shape }) => [name, shape]).sort();
  return {
    architecture,
    tensorShapes: `${tensors.length} tensors ${short(hashData(shapes))}`,
    tokenizer: short(tokenizerDigest),
  };
}

/** What stands in the conversations: only where both have one can it be compared. */
function sharedFacts(reference: Side, candidate: Side): Pairs {
  const [before, now] = [byPlace(reference), byPlace(candidate)];
  const places = [...before.keys()].filter((place) => now.has(place));
  const pair = (factOf: (conversation: StoredConversation) => unknown): Pair => {
    // Of an imported conversation, nothing is known.
    const of = (side: ReadonlyMap<string, StoredConversation>): string | null => {
      const facts = places.map((place) => factOf(side.get(place) ?? missing(place)));
      return facts.every((fact) => fact === null) ? null : short(hashData(facts));
    };
    return { reference: of(before), candidate: of(now) };
  };
  const scenariosOf = ({ manifest }: Side): string => {
    const listed = manifest.scenarios.map(({ id, hash }) => [id, hash]).sort();
    return `${listed.length} scenarios ${short(hashData(listed))}`;
  };
  const scenarios = { reference: scenariosOf(reference), candidate: scenariosOf(candidate) };
  if (places.length === 0) return { scenarios };
  return {
    scenarios,
    seeds: pair(({ seed }) => seed),
    // Later prompts hold what each model has said.
    prompts: pair(({ turns }) => turns[0]?.promptHash ?? null),
    sampling: pair(({ turns }) => samplingOf(turns[0])),
  };
}

/** null: it is not known. */
function samplingOf(turn: StoredConversation['turns'][number] | undefined): unknown {
  const { effective = {}, requested = {} } = turn?.sampling ?? {};
  // The template's own stop strings belong to the template.
  return Object.keys(effective).length === 0 ? null : { ...effective, stop: requested.stop ?? [] };
}

/** Of one in which nothing was said, there is nothing to compare. */
function byPlace({ conversations }: Side): Map<string, StoredConversation> {
  const spoken = conversations.filter(({ turns }) => turns.length > 0);
  return new Map(spoken.map((each) => [JSON.stringify([each.scenario, each.sample]), each]));
}

function missing(place: string): never {
  throw new Error(`there is no conversation ${place}`);
}

/** Enough to tell two apart. */
function short(digest: string): string {
  return digest.slice(0, 12);
}

/** How many tensors have which other type. Most first. */
export function tensorTypeChanges(reference: Anatomy, candidate: Anatomy): CandidateReport['tensorTypes'] {
  const before = new Map(reference.tensors.map(({ name, type }) => [name, type]));
  const changes = new Map<string, CandidateReport['tensorTypes'][number]>();
  for (const { name, type: to } of candidate.tensors) {
    const from = before.get(name);
    if (from === undefined || from === to) continue;
    const change = changes.get(`${from} ${to}`) ?? { from, to, tensors: 0 };
    change.tensors++;
    changes.set(`${from} ${to}`, change);
  }
  return [...changes.values()].sort((a, b) => b.tensors - a.tensors);
}
