// What was played and measured in a run, as a report. Reads files, opens no model: a report can be made again. Start at `reportOf`.
import path from 'node:path';
import { type Anatomy, AnatomySchema } from '../backend/anatomy.ts';
import type { World } from '../core/world.ts';
import type { CheckId } from '../scenario/check-settings.ts';
import { scenariosFor } from '../score/scenario-forms.ts';
import { type ScoredConversation, scoreRun } from '../score/score-run.ts';
import { type Median, medianOf } from '../stats/running-median.ts';
import { readMeasurementFile, readMeasurements } from '../store/measurements.ts';
import { openPastRun, type PastRun } from '../store/past-run.ts';
import type { StoredConversation } from '../store/read-run.ts';
import { say } from '../words/text.ts';
import { directionOf } from './direction.ts';
import { displacementTally } from './displacement.ts';
import { faultsOf, type ReplyFaults } from './faults.ts';
import { type GreedyPair, greedyDivergence } from './greedy.ts';
import { GreedyReplySchema } from './greedy-reply.ts';
import { MeasuredReplySchema } from './measured.ts';
import { anatomyFile, comparedFile, FLOOR, greedyFile, STEPS, StepSchema } from './measuring.ts';
import { chosenMetrics } from './metrics.ts';
import { pairedFaults } from './paired-faults.ts';
import { preconditionsOf, type Side, tensorTypeChanges } from './preconditions.ts';
import { type ReferenceSide, referenceSide } from './reference-side.ts';
import {
  type CandidateReport,
  type ComparedModel,
  REGRESS_VERSION,
  type RegressReport,
  type Sentinel,
} from './report.ts';
import type { StoredRequest } from './request.ts';
import { sentinelTally } from './sentinels.ts';
import { type Judgement, verdictOf } from './verdict.ts';

/** What `sentinelTally` looks at. */
const SENTINEL_CHECKS: readonly CheckId[] = [
  'empty',
  'leak.template',
  'leak.role-marker',
  'loop',
  'characters.unknown',
];

/** @throws UserError if the run's files cannot be read */
export async function reportOf(directory: string, stored: StoredRequest, world: World): Promise<RegressReport> {
  const run = await openPastRun(directory, path.dirname(directory), world);
  const { metrics, gates } = chosenMetrics(stored.gates);
  const heard = await listenTo(run, { stored, metrics }, world);
  const side = await referenceSide(run, stored, world);
  const said = side.run === run ? heard : await listenTo(side.run, { stored, metrics }, world);
  const reference: Reference = { ...side, heard: said };
  const candidates = stored.models.map((model, index) => ({ model, index })).slice(1);
  const shared = { run, stored, metrics, gates, heard, reference };
  const ladder = await ladderOf(run, candidates);
  const reports: CandidateReport[] = [];
  for (const candidate of candidates) reports.push(await candidateReport(candidate, { ...shared, ladder }));
  const { manifest } = run;
  return {
    schemaVersion: REGRESS_VERSION,
    runId: manifest.runId,
    createdAt: world.now().toISOString(),
    hitogara: manifest.versions.hitogara,
    preset: stored.preset,
    design: {
      scenarios: manifest.scenarios.map(({ id }) => id),
      turns: manifest.request.turns ?? Math.max(0, ...run.scenarios.map(({ scenario }) => scenario?.turns.length ?? 0)),
      samples: manifest.request.samples,
      tokens: stored.tokens,
      seed: manifest.request.seed,
      mode: manifest.request.mode,
      settings: stored.settings,
      margin: stored.margin,
      confidence: CONFIDENCE,
      gates,
      allowed: stored.allowed,
    },
    reference: { ...comparedModel(side.run, side.model, said), id: side.id, from: side.from },
    candidates: reports,
    smallestPass: smallestPassing(reports),
  };
}

const CONFIDENCE = 0.95;

/** What each model said, as far as it is needed. */
interface Heard {
  conversations: Map<string, StoredConversation[]>;
  faults: Map<string, ReplyFaults[]>;
  scored: Map<string, ScoredConversation[]>;
  speeds: Map<string, Median>;
}

async function listenTo(
  run: PastRun,
  { metrics }: { stored: StoredRequest; metrics: Readonly<Record<string, readonly CheckId[]>> },
  world: World,
): Promise<Heard> {
  const { byId } = await scenariosFor(run, 'run', world);
  const checks = [...new Set([...Object.values(metrics).flat(), ...SENTINEL_CHECKS])];
  const heard: Heard = { conversations: new Map(), faults: new Map(), scored: new Map(), speeds: new Map() };
  await scoreRun(run, { checks, byId }, world, (scored) => {
    const { conversation } = scored;
    const { model } = conversation;
    push(heard.conversations, model, conversation);
    push(heard.scored, model, scored);
    for (const each of faultsOf(scored, metrics)) push(heard.faults, model, each);
    const speed = heard.speeds.get(model) ?? medianOf();
    heard.speeds.set(model, speed);
    for (const { tokensPerSecond } of conversation.turns) speed.add(tokensPerSecond);
  });
  return heard;
}

function push<Value>(lists: Map<string, Value[]>, name: string, value: Value): void {
  const list = lists.get(name);
  if (list) list.push(value);
  else lists.set(name, [value]);
}

interface Numbered {
  model: string;
  /** In the run, from 0. */
  index: number;
}

/** With what it said. */
interface Reference extends ReferenceSide {
  heard: Heard;
}

interface Shared {
  run: PastRun;
  stored: StoredRequest;
  metrics: Readonly<Record<string, readonly CheckId[]>>;
  gates: readonly string[];
  heard: Heard;
  reference: Reference;
  ladder: Ladder | null;
}

async function candidateReport(candidate: Numbered, shared: Shared): Promise<CandidateReport> {
  const { run, stored, metrics, gates, heard, reference, ladder } = shared;
  const { directory, manifest } = run;
  const [before, now] = await Promise.all([anatomyIn(directory, 0), anatomyIn(directory, candidate.index)]);
  const preconditions = preconditionsOf(
    sideOf({ ...reference, manifest: reference.run.manifest, anatomy: before }),
    sideOf({ ...{ manifest, heard }, model: candidate.model, anatomy: now }),
    stored.allowed,
  );
  const { displacement, problem, isNan } = await displacementOf(directory, candidate, { ladder, stored });
  const sentinels = sentinelsOf(reference, { heard, model: candidate.model }).map((each) =>
    each.sentinel === 'nan-logits' && isNan ? withOneMore(each) : each,
  );
  const { pairs, unpaired } = pairedFaults({
    reference: reference.heard.faults.get(reference.model) ?? [],
    candidate: heard.faults.get(candidate.model) ?? [],
  });
  const { margin, maxDivergence, minSameTop } = stored;
  const direction =
    pairs.length === 0 ? null : directionOf(pairs, { margin, metrics, gates, seed: manifest.request.seed });
  const greedy = await greedyOf(directory, candidate);
  const model = comparedModel(run, candidate.model, heard);
  const found = { preconditions, sentinels, displacement, displacementProblem: problem, direction };
  const recorded = manifest.models.find(({ id }) => id === candidate.model);
  const { verdict, reasons } =
    recorded?.status === 'failed' && recorded.description === undefined
      ? unplayed(recorded.reason)
      : verdictOf({ ...found, ...{ gates, unpaired }, limits: { maxKld: maxDivergence, minSameTop } });
  return {
    model,
    varied: stored.vary,
    verdict,
    reasons,
    isSameWeights: model.weightsDigest !== '' && model.weightsDigest === weightsDigestOf(reference),
    tensorTypes: before && now ? tensorTypeChanges(before, now) : [],
    ...found,
    greedy,
  };
}

/** Its file did not load: nothing is known of it. */
function unplayed(reason = ''): Judgement {
  return { verdict: 'not-comparable', reasons: [String(say('it could not be played: {reason}', { reason }))] };
}

/** Found while its probabilities were measured. */
function withOneMore(sentinel: Sentinel): Sentinel {
  const { n, events } = sentinel.candidate;
  return { ...sentinel, candidate: { n: n + 1, events: events + 1 }, isBroken: true };
}

function sideOf({ manifest, model, anatomy, heard }: Omit<Side, 'conversations'> & { heard: Heard }): Side {
  return { manifest, model, anatomy, conversations: heard.conversations.get(model) ?? [] };
}

function weightsDigestOf({ run, model, heard }: Reference): string {
  return comparedModel(run, model, heard).weightsDigest;
}

async function anatomyIn(directory: string, index: number): Promise<Anatomy | null> {
  return AnatomySchema.nullable().parse(await readMeasurementFile(directory, anatomyFile(index)));
}

type Speaker = Pick<Reference, 'heard' | 'model'>;

function sentinelsOf(reference: Speaker, candidate: Speaker): CandidateReport['sentinels'] {
  const tally = sentinelTally();
  const repliesOf = ({ heard, model }: Speaker): ScoredConversation[] => heard.scored.get(model) ?? [];
  for (const each of repliesOf(reference)) tally.add('reference', each);
  for (const each of repliesOf(candidate)) tally.add('candidate', each);
  return tally.table();
}

async function displacementOf(
  directory: string,
  { model, index }: Numbered,
  { ladder, stored }: Pick<Shared, 'ladder' | 'stored'>,
): Promise<{ displacement: CandidateReport['displacement']; problem: string | null; isNan: boolean }> {
  const [steps, floor, replies] = await Promise.all([
    readMeasurements(directory, STEPS, StepSchema),
    readMeasurements(directory, FLOOR, MeasuredReplySchema),
    readMeasurements(directory, comparedFile(index), MeasuredReplySchema),
  ]);
  const [own, rounding] = [displacementTally(), displacementTally()];
  for (const reply of replies) own.add(reply);
  for (const reply of floor) rounding.add(reply);
  const nothing = { noiseFloor: null, ladderMean: null };
  const noiseFloor = rounding.table(nothing)?.divergence.value ?? null;
  const ladderMean = ladder && ladder.model !== model ? ladder.mean : null;
  const displacement = own.table({ noiseFloor, ladderMean });
  const [step, reference] = [model, stored.models[0]].map((id) => steps.find((each) => each.model === id));
  // Without the reference, nothing can be measured.
  const problem = step?.problem ?? reference?.problem ?? null;
  return { displacement, problem, isNan: step?.problem?.startsWith('nan-logits') ?? false };
}

interface Ladder {
  model: string;
  mean: number;
}

/** The candidate with 8 bits a weight, whose divergence others are held against. */
async function ladderOf({ directory, manifest }: PastRun, candidates: readonly Numbered[]): Promise<Ladder | null> {
  for (const { model, index } of candidates) {
    const description = manifest.models.find(({ id }) => id === model)?.description;
    if (!description || !('fileType' in description) || description.fileType !== 'Q8_0') continue;
    const tally = displacementTally();
    for (const reply of await readMeasurements(directory, comparedFile(index), MeasuredReplySchema)) tally.add(reply);
    const mean = tally.table({ noiseFloor: null, ladderMean: null })?.divergence.value ?? null;
    if (mean !== null) return { model, mean };
  }
  return null;
}

async function greedyOf(directory: string, candidate: Numbered): Promise<CandidateReport['greedy']> {
  const [before, now] = await Promise.all(
    [0, candidate.index].map((index) => readMeasurements(directory, greedyFile(index), GreedyReplySchema)),
  );
  const pairs = (before ?? []).flatMap((one): GreedyPair[] => {
    const { scenario, sample, turn, user, reply } = one;
    const other = now?.find((each) => each.scenario === scenario && each.sample === sample && each.turn === turn);
    return other ? [{ scenario, turn, user, reference: reply, candidate: other.reply }] : [];
  });
  return pairs.length === 0 ? null : greedyDivergence(pairs);
}

function comparedModel({ manifest, summary }: PastRun, id: string, { speeds }: Heard): ComparedModel {
  const recorded = manifest.models.find((model) => model.id === id);
  const { description, identity } = recorded ?? {};
  const llama = description && 'fileType' in description ? description : null;
  const where =
    llama && (llama.device.gpu === false ? 'CPU' : `${llama.device.gpu} (${llama.device.names.join(', ')})`);
  return {
    id,
    from: 'played',
    weightsDigest: identity?.weightsDigest ?? '',
    file: llama ? path.basename(llama.path) : null,
    fileBytes: llama?.bytes ?? null,
    fileType: llama?.fileType ?? null,
    parameters: llama?.parameters ?? null,
    device: where,
    tokensPerSecond: speeds.get(id)?.value() ?? null,
    peakMemoryBytes: summary?.speeds.find(({ model }) => model === id)?.peakMemoryBytes ?? null,
  };
}

function smallestPassing(candidates: readonly CandidateReport[]): string | null {
  const passing = candidates.filter(({ verdict }) => verdict === 'pass');
  const [smallest] = passing
    .filter(({ model }) => model.fileBytes !== null)
    .sort((a, b) => (a.model.fileBytes ?? 0) - (b.model.fileBytes ?? 0));
  return smallest?.model.id ?? null;
}
