// What is measured of each model while it is open: how probable it finds the reference's own replies, and what it says without chance. Each
// reply is on disk before the next; what is there is not measured again. Start at `openMeasuring`.
import { z } from 'zod';
import type { ReplyLikelihoods } from '../backend/backend.ts';
import { anatomyOf, isLocal, type OpenRequest } from '../backend/open.ts';
import { ModelFailure, reasonOf, UserError } from '../core/errors.ts';
import type { BackendDescription } from '../core/model-description.ts';
import type { Secrets } from '../core/secrets.ts';
import type { Measuring, OpenedModel } from '../run/play-model.ts';
import type { Scenario } from '../scenario/schema.ts';
import { StoreFailure } from '../store/journal.ts';
import {
  type Measurements,
  measurementFile,
  openMeasurements,
  prepareFolder,
  writeMeasurementFile,
} from '../store/measurements.ts';
import type { StoredConversation } from '../store/read-run.ts';
import { say } from '../words/text.ts';
import { CapturedReplySchema, capturedOf, type ReplyPlace, referenceReplyOf } from './captured.ts';
import { type ForcedReply, forcedReplies, spokenBy } from './forced-replies.ts';
import { GreedyReplySchema, greedyReply, greedyTurns } from './greedy-reply.ts';
import { MeasuredReplySchema, measuredLine, measuredReply } from './measured.ts';

/** What has been measured of a model. */
export const StepSchema = z.object({
  schemaVersion: z.literal(1),
  model: z.string(),
  /** Why its probabilities could not be measured, or not all; null: they were. A stable code, a colon, and words for people. */
  problem: z.string().nullable(),
  /** Replies that do not fit into its context. */
  tooLong: z.number().int(),
  /** Replies of the reference that were left out, because it thought before it answered. */
  withThinking: z.number().int(),
});
export type Step = z.infer<typeof StepSchema>;

export interface MeasuringRequest {
  directory: string;
  /** In order: the reference first. */
  models: readonly string[];
  scenarios: readonly Scenario[];
  /** Of replies that are scored, at most. */
  tokens: number;
  /** Whether whole rows of logits are kept until the last model has been compared. */
  isExact: boolean;
  /** What the reference has said so far. */
  conversations: (model: string) => Promise<StoredConversation[]>;
  secrets: Pick<Secrets, 'redact'>;
  onProgress: (progress: MeasuringProgress) => void;
}

export interface MeasuringProgress {
  model: string;
  /** Replies. */
  done: number;
  total: number;
}

export const STEPS = 'steps.jsonl';
export const CAPTURED = 'reference.jsonl';
/** The reference against itself, token by token as if it were generated. */
export const FLOOR = 'floor.jsonl';
export const LOGITS = 'logits';
/** How a measured reply is read and written. */
const MEASURED = { schema: MeasuredReplySchema, textOf: measuredLine };

/** @param index of the model in the run, from 0 */
export function comparedFile(index: number): string {
  return `compared-${index}.jsonl`;
}
export function greedyFile(index: number): string {
  return `greedy-${index}.jsonl`;
}

/** Holds null where there is no file. */
export function anatomyFile(index: number): string {
  return `anatomy-${index}.json`;
}

export async function openMeasuring(request: MeasuringRequest): Promise<Measuring & { close(): Promise<void> }> {
  const { directory, models, secrets } = request;
  const steps = await openMeasurements(directory, STEPS, { schema: StepSchema, secrets });
  const isDone = (model: string): boolean => steps.lines.some((step) => step.model === model);
  return {
    isNeeded: (model) => !isDone(model),
    fitted(opened, recordOf) {
      const reference = recordOf(models[0] ?? '');
      if (reference?.status === 'failed' && opened.entry.spec.id !== reference.id)
        throw new UserError(say('the reference could not be played: {reason}', { reason: reference.reason ?? '' }));
      return withThreadsOf(opened, reference?.description);
    },
    async measure({ request: opened, backend }, signal) {
      const model = opened.entry.spec.id;
      const index = models.indexOf(model);
      if (index < 0 || isDone(model)) return;
      try {
        await writeMeasurementFile(directory, anatomyFile(index), JSON.stringify(await anatomyOf(opened)));
        const step = await measureModel({ backend, model, index }, request, signal);
        await steps.append({ schemaVersion: 1, model, ...step });
      } catch (error) {
        // What was measured so far is on disk.
        if (!signal.aborted) throw error;
      }
    },
    close: steps.close,
  };
}

/**
 * What was measured for the reference holds for all: another number of threads rounds otherwise.
 * @param description of the reference; undefined: it has not been opened yet
 */
function withThreadsOf(request: OpenRequest, description: BackendDescription | undefined): OpenRequest {
  if (!isLocal(request) || !('measured' in request) || !description || !('threads' in description)) return request;
  const { threads, parallel } = description;
  return { ...request, measured: { threads, parallel, chosen: request.measured?.chosen ?? null } };
}

interface Subject extends Pick<OpenedModel, 'backend'> {
  model: string;
  index: number;
}

async function measureModel(
  subject: Subject,
  request: MeasuringRequest,
  signal: AbortSignal,
): Promise<Pick<Step, 'problem' | 'tooLong' | 'withThinking'>> {
  const { backend, model, index } = subject;
  const [reference = ''] = request.models;
  const said = await request.conversations(reference);
  const { scenarios, tokens } = request;
  const { replies, withThinking } = forcedReplies(said, scenarios, tokens, backend.template.history);
  const greedy = greedyTurns(said, scenarios, backend.template.history);
  const total = replies.length + greedy.length;
  let done = 0;
  const tick = (): void => request.onProgress({ model, done: ++done, total });
  const { likelihoods } = backend;
  let problem: string | null = null;
  let tooLong = 0;
  if (!likelihoods) problem = 'no-probabilities: this model does not give access to probabilities';
  else if (replies.length === 0) problem = nothingToMeasure(withThinking);
  else {
    const one = index === 0 ? capturing : comparing;
    try {
      tooLong = await one({ ...subject, likelihoods, replies, request, signal, tick });
    } catch (error) {
      if (!(error instanceof ModelFailure)) throw error;
      // The model is well: the check can be resumed once there is room again.
      if (error.code === 'file-failed') throw new StoreFailure(error.message, { cause: error });
      problem = reasonOf(error);
    }
    if (tooLong === replies.length) problem ??= 'no-replies: none of them fits into the context';
  }
  await sayGreedily({ ...subject, greedy, request, signal, tick });
  return { problem, tooLong, withThinking };
}

function nothingToMeasure(withThinking: number): string {
  return withThinking > 0
    ? 'no-replies: the reference thought before each of its replies, and its words are recorded apart from its thoughts'
    : 'no-replies: the reference said nothing that could be measured';
}

interface Work extends Subject {
  likelihoods: ReplyLikelihoods;
  replies: readonly ForcedReply[];
  request: MeasuringRequest;
  signal: AbortSignal;
  tick: () => void;
}

/** The reference, as it sees its own replies. @returns how many replies do not fit */
async function capturing(work: Work): Promise<number> {
  const { backend, likelihoods, request, signal } = work;
  const { directory, secrets, isExact } = request;
  if (isExact) await prepareFolder(directory, LOGITS);
  const captured = await openMeasurements(directory, CAPTURED, { schema: CapturedReplySchema, secrets });
  const floor = await openMeasurements(directory, FLOOR, { ...MEASURED, secrets });
  try {
    return await eachReply(work, async (reply, place) => {
      const logitsFile = isExact ? logitsOf(directory, place) : null;
      if (!find(captured, reply)) {
        const { prompt, spoken } = await spokenBy(backend.template, reply);
        const found = await likelihoods.distributions(prompt, spoken, { logitsFile, signal });
        await captured.append(capturedOf(reply, found));
      }
      // One of each scenario shows how much is rounding.
      if (isFirst(work.replies, reply) && !find(floor, reply)) {
        const known = find(captured, reply);
        if (!known) throw new Error('a reply that was just captured is not there');
        const { prompt, spoken } = await spokenBy(backend.template, reply);
        const reference = referenceReplyOf(known, logitsFile);
        const compared = await likelihoods.compare(prompt, spoken, reference, { signal, inOtherBatches: true });
        await floor.append(measuredReply(placeOf(reply), compared));
      }
    });
  } finally {
    await Promise.all([captured.close(), floor.close()]);
  }
}

/** A candidate beside what the reference saw. @returns how many replies do not fit */
async function comparing(work: Work): Promise<number> {
  const { backend, index, likelihoods, request, signal } = work;
  const { directory, secrets, isExact } = request;
  const captured = await openMeasurements(directory, CAPTURED, { schema: CapturedReplySchema, secrets });
  const compared = await openMeasurements(directory, comparedFile(index), { ...MEASURED, secrets });
  try {
    return await eachReply(work, async (reply, place) => {
      const known = find(captured, reply);
      if (!known || find(compared, reply)) return;
      const { prompt, spoken } = await spokenBy(backend.template, reply);
      const reference = referenceReplyOf(known, isExact ? logitsOf(directory, place) : null);
      await compared.append(
        measuredReply(placeOf(reply), await likelihoods.compare(prompt, spoken, reference, { signal })),
      );
    });
  } finally {
    await Promise.all([captured.close(), compared.close()]);
  }
}

/** Failures of a process that may not happen again. */
const TRANSIENT = ['process-died', 'unresponsive', 'total-timeout'];

/** One after the other. @returns how many do not fit */
async function eachReply(
  { replies, signal, tick }: Work,
  measure: (reply: ForcedReply, place: number) => Promise<void>,
): Promise<number> {
  let tooLong = 0;
  for (const [place, reply] of replies.entries()) {
    signal.throwIfAborted();
    try {
      await measure(reply, place).catch((error: unknown) => {
        signal.throwIfAborted();
        // Another process may do better; if it fails as well, that is the model's.
        if (error instanceof ModelFailure && TRANSIENT.includes(error.code)) return measure(reply, place);
        throw error;
      });
    } catch (error) {
      if (!(error instanceof ModelFailure) || error.code !== 'context-overflow') throw error;
      tooLong++;
    }
    tick();
  }
  return tooLong;
}

async function sayGreedily({
  backend,
  index,
  greedy,
  request: { directory, secrets },
  signal,
  tick,
}: Subject & { greedy: readonly ForcedReply[] } & Pick<Work, 'request' | 'signal' | 'tick'>): Promise<void> {
  const file = await openMeasurements(directory, greedyFile(index), { schema: GreedyReplySchema, secrets });
  try {
    for (const turn of greedy) {
      signal.throwIfAborted();
      if (!find(file, turn)) {
        const reply = await greedyReply(backend, turn, signal);
        if (reply !== null) await file.append(reply);
      }
      tick();
    }
  } finally {
    await file.close();
  }
}

function logitsOf(directory: string, place: number): string {
  return measurementFile(directory, `${LOGITS}/${place}.f32`);
}

function isFirst(replies: readonly ForcedReply[], { scenario, turn, sample }: ReplyPlace): boolean {
  const first = replies.find((each) => each.scenario === scenario);
  return first?.turn === turn && first.sample === sample;
}

function find<Line extends ReplyPlace>(
  { lines }: Pick<Measurements<Line>, 'lines'>,
  { scenario, sample, turn }: ReplyPlace,
): Line | undefined {
  return lines.find((line) => line.scenario === scenario && line.sample === sample && line.turn === turn);
}

function placeOf({ scenario, sample, turn }: ReplyPlace): ReplyPlace {
  return { scenario, sample, turn };
}
