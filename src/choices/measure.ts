// A multiple-choice test: questions of a file, put to models one after the other, each answer on disk before the next is asked for. Knows
// nothing of figures. Start at `measureChoices`.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Backend } from '../backend/backend.ts';
import { checkRequest, type OpenRequest, openBackend, requireProbabilities, traitsOf } from '../backend/open.ts';
import { type ModelContext, modelRequests, templateFileOf } from '../backend/request.ts';
import { describeError, ExitCode, ModelFailure, reasonOf, UserError } from '../core/errors.ts';
import { hashData } from '../core/hash.ts';
import type { Limits } from '../core/limits.ts';
import { packageVersion } from '../core/package-version.ts';
import { absolute, shorten, type World } from '../core/world.ts';
import { type Measurements, openLines } from '../store/measurements.ts';
import { newRunId } from '../store/run-folder.ts';
import { say } from '../words/text.ts';
import { type AnswerPlace, openAnswerPlace } from './answer-place.ts';
import { type Asking, instructionFor } from './asking.ts';
import { loadQuestionSet, type SetQuestion, selectQuestions } from './question-set.ts';
import {
  type ChoiceRecord,
  type ItemLine,
  LineSchema,
  type ReadyLine,
  type RecordLine,
  readRecord,
  recordOf,
  type SetLine,
} from './records.ts';
import { scoreQuestion } from './score-question.ts';

export type ChoicesRequest = SetLine['request'];

interface ChoicesProgress {
  model: string;
  /** Questions of this model. */
  done: number;
  total: number;
  /** Of the whole test, from 0 to 1. */
  share: number;
}

export interface ChoicesContext {
  limits: Limits;
  onProgress: (progress: ChoicesProgress) => void;
}

export interface MeasuredChoices {
  /** Of the record. */
  file: string;
  record: ChoiceRecord;
  isInterrupted: boolean;
}

/**
 * @param out where run folders are; the record goes into `choices/` under it
 * @throws UserError for what can be known to be wrong before a model is loaded; StoreFailure where nothing can be written
 */
export async function measureChoices(
  request: ChoicesRequest,
  out: string,
  world: World,
  context: ChoicesContext,
): Promise<MeasuredChoices> {
  const prepared = await prepare(request, world);
  const requests = await openRequests(request, context.limits, world);
  const now = world.now();
  const id = newRunId(now, randomBytes(2).toString('hex'));
  const file = path.join(absolute(out, world), 'choices', `${id}.jsonl`);
  const set: SetLine = {
    ...{ type: 'set', schemaVersion: 1, id, startedAt: now.toISOString(), version: await packageVersion(world) },
    ...prepared.described,
    request,
  };
  return goOn(file, { prepared, requests, first: set }, world, context);
}

/** @throws UserError if the files, or a model, are not what they were */
export async function resumeChoices(file: string, world: World, context: ChoicesContext): Promise<MeasuredChoices> {
  const place = absolute(file, world);
  const { set, models } = await readRecord(place);
  const prepared = await prepare(set.request, world);
  if (prepared.described.key !== set.key) {
    throw new UserError(say('the questions are not what they were when this was begun'), {
      place: { file: place },
      remedy: say('Start again, without --resume.'),
    });
  }
  // What was measured and chosen for a model holds for the rest of its questions.
  const measured: ModelContext['measured'] = (model) => {
    const identity = models.find(({ ready }) => ready?.model === model)?.ready?.identity;
    return identity && 'decoding' in identity
      ? { threads: identity.decoding.threads, parallel: 1, chosen: identity }
      : null;
  };
  const requests = await openRequests(set.request, context.limits, world, measured);
  return goOn(place, { prepared, requests, first: null }, world, context);
}

interface Prepared {
  described: Pick<SetLine, 'key' | 'digest' | 'files' | 'examples' | 'shown' | 'asked' | 'instruction'>;
  examples: SetQuestion[];
  asked: SetQuestion[];
  asking: Asking;
  system: string | null;
}

async function prepare(request: ChoicesRequest, world: World): Promise<Prepared> {
  const { files, answer, system, shots, seed, first } = request;
  const set = await loadQuestionSet(files, world);
  const pool = request.examples === null ? null : await loadQuestionSet([request.examples], world);
  const { examples, asked } = selectQuestions(set, pool, { shots, seed, first });
  const instruction = request.instruction ?? instructionFor(set.questions, answer);
  const shown = examples.map(({ number }) => number);
  const numbers = asked.map(({ number }) => number);
  const described = {
    key: hashData({ digest: set.digest, pool: pool?.digest ?? null, shown, numbers, answer, instruction, system }),
    digest: set.digest,
    files: set.files,
    examples: pool?.files ?? [],
    ...{ shown, asked: asked.length, instruction },
  };
  return { described, examples, asked, asking: { answer, instruction }, system };
}

async function openRequests(
  { models, prompt, llama }: ChoicesRequest,
  limits: Limits,
  world: World,
  measured: ModelContext['measured'] = () => null,
): Promise<OpenRequest[]> {
  const options = { mode: 'strict', parallel: null, ignoreUnsupported: false, scores: true } as const;
  const requests = await modelRequests(models, { ...options, prompt, llama, limits }, world, { measured });
  for (const request of requests) {
    requireProbabilities(request);
    await checkRequest(request);
    await templateFileOf(request);
  }
  return requests;
}

interface Work {
  prepared: Prepared;
  requests: readonly OpenRequest[];
  /** null: it is in the record already. */
  first: SetLine | null;
}

async function goOn(file: string, work: Work, world: World, context: ChoicesContext): Promise<MeasuredChoices> {
  const lines = await openRecord(file, world);
  try {
    if (work.first) await lines.append(work.first);
    for (const [index, request] of work.requests.entries()) {
      if (world.signal.aborted) break;
      const onDone = (done: number): void => {
        const total = work.prepared.asked.length;
        const share = (index + done / total) / work.requests.length;
        context.onProgress({ model: request.entry.spec.id, done, total, share });
      };
      await measureModel(request, work.prepared, { lines, file, world, onDone });
    }
  } finally {
    await lines.close();
  }
  const record = recordOf(lines.lines, file);
  const isLeft = ({ entry }: OpenRequest): boolean => {
    const known = record.models.find(({ line }) => line.model === entry.spec.id);
    return known?.line.status !== 'failed' && (known?.items.length ?? 0) < work.prepared.asked.length;
  };
  return { file, record, isInterrupted: world.signal.aborted && work.requests.some(isLeft) };
}

/** @throws UserError (exit 3) if it cannot be written */
async function openRecord(file: string, { secrets }: World): Promise<Measurements<RecordLine>> {
  try {
    return await openLines(file, { schema: LineSchema, secrets });
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const message = say('cannot be written: {reason}', { reason: describeError(cause) });
    throw new UserError(message, { place: { file }, exitCode: ExitCode.someFailed, cause });
  }
}

interface Place {
  lines: Measurements<RecordLine>;
  file: string;
  world: World;
  /** @param done questions of this model */
  onDone: (done: number) => void;
}

async function measureModel(request: OpenRequest, prepared: Prepared, place: Place): Promise<void> {
  const { lines, file, world } = place;
  const model = request.entry.spec.id;
  const known = recordOf(lines.lines, file).models.find(({ line }) => line.model === model);
  const done = new Set(known?.items.map(({ question }) => question));
  const left = prepared.asked.filter(({ number }) => !done.has(number));
  if (known && left.length === 0) return;
  let backend: Backend | undefined;
  try {
    backend = await openBackend(request);
    const answers = await openAnswerPlace(backend.template, prepared.system);
    const line = readyLine(request, backend, answers, world);
    if (known?.ready) requireSame(known.ready, line, file);
    await lines.append(line);
    await askAll(backend, answers, { left, ...prepared }, place, model);
  } catch (error) {
    if (world.signal.aborted) return;
    const isOfModel = error instanceof ModelFailure || (error instanceof UserError && error.code !== NOT_THE_SAME);
    if (!isOfModel) throw error;
    await lines.append({ type: 'model', status: 'failed', model, reason: reasonOf(error) });
  } finally {
    await backend?.close();
  }
}

function readyLine(
  request: OpenRequest,
  { description, identity, template, choice }: Backend,
  answers: AnswerPlace,
  world: World,
): ReadyLine {
  const { id, hash, file } = template;
  return {
    ...{ type: 'model', status: 'ready', model: request.entry.spec.id },
    file: shorten(traitsOf(request).file ?? '', world),
    fileType: 'fileType' in description ? description.fileType : '',
    identity,
    template: { id, file: shorten(file, world), hash, ...choice },
    lead: answers.lead,
    thinking: answers.thinking,
  };
}

const NOT_THE_SAME = 'not-the-same';

/** What was answered so far, and what comes now, must be of one model. */
function requireSame(before: ReadyLine, now: ReadyLine, file: string): void {
  const essence = ({ identity, template, lead, thinking }: ReadyLine): string =>
    hashData({ identity, template: template.hash, lead, thinking });
  if (essence(before) === essence(now)) return;
  throw new UserError(say('the model "{model}" is not what it was, or runs otherwise', { model: now.model }), {
    place: { file },
    remedy: say('Start again, without --resume.'),
    code: NOT_THE_SAME,
  });
}

/** Failures of a process that may not happen again. */
const TRANSIENT = ['process-died', 'unresponsive', 'total-timeout'];

/** What one question cannot be asked for, and others can. */
const OF_QUESTION = ['context-overflow', 'nan-logits', 'uneven-start'];

async function askAll(
  { likelihoods }: Backend,
  answers: AnswerPlace,
  { left, asked, examples, asking }: Prepared & { left: readonly SetQuestion[] },
  { lines, world, onDone }: Place,
  model: string,
): Promise<void> {
  if (!likelihoods) throw new Error('a model that was opened for its probabilities gives them');
  const { signal } = world;
  const ask = async (question: SetQuestion): Promise<ItemLine> => {
    const { number, id, category, answer } = question;
    const item = { type: 'item', model, question: number, id, category } as const;
    if (answer === null) return { ...item, status: 'unscored', reason: 'no-answer' };
    try {
      const score = await scoreQuestion(likelihoods, answers, { question, examples, asking }, signal);
      return { ...item, status: 'scored', answer, ...score };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ModelFailure) || !OF_QUESTION.includes(error.code)) throw error;
      return { ...item, status: 'unscored', reason: error.code };
    }
  };
  let done = asked.length - left.length;
  for (const question of left) {
    signal.throwIfAborted();
    const line = await ask(question).catch((error: unknown) => {
      signal.throwIfAborted();
      // Another process may do better; if it fails as well, that is the model's.
      if (error instanceof ModelFailure && TRANSIENT.includes(error.code)) return ask(question);
      throw error;
    });
    await lines.append(line);
    onDone(++done);
  }
}
