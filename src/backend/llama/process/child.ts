// The model process: one model, driven by messages. It may crash, hang or run out of memory; `model-process.ts` handles that.
import os from 'node:os';
import path from 'node:path';
import { ENDING_SIGNALS } from '../../../core/ending-signals.ts';
import { describeError, ModelFailure } from '../../../core/errors.ts';
import { cacheDirectory } from '../../../core/world.ts';
import { ggufParts } from '../../../registry/gguf-parts.ts';
import { say } from '../../../words/text.ts';
import type {
  EvaluationOrder,
  FromChild,
  ReplyOrder,
  Request,
  Results,
  TextPrompt,
  ToChild,
  TokenizedPrompt,
} from '../protocol.ts';
import { chooseLabel } from './choose-label.ts';
import { type Engine, loadEngine, type PlayingEngine, playing, totalSize } from './engine.ts';
import { openRowEvaluation, type RowEvaluation } from './evaluate-rows.ts';
import { FailureInLog } from './failure-in-log.ts';
import { type Interruption, openInterruption } from './interruption.ts';
import { biasesFor } from './logit-bias.ts';
import { type OpenedLlamaCpp, openLlamaCpp } from './open-llama-cpp.ts';
import { openReplyLogLikelihoods, type ReplyLogLikelihoods } from './reply-log-likelihood.ts';
import { openSessions, type Sessions } from './sessions.ts';
import { tokenizePrompt, tokensBeforeLast } from './tokenize.ts';

/**
 * Text is sent at most this often: a message costs as much as a token of a small model, and on a small machine the parent that wakes up
 * for it takes a core from llama.cpp's threads. Parallel conversations share this limit.
 */
const TEXT_INTERVAL_MS = 200;

/** Which plug-in is for this CPU; null: llama.cpp loads one more than those it finds. */
const CPU_MEMORY = process.env.GGML_BACKEND_PATH
  ? null
  : path.join(
      cacheDirectory({ environment: process.env, homeDirectory: os.homedir(), platform: process.platform }),
      'cpu-plug-in.json',
    );

/** Loads within a second or two. */
const LARGE_BYTES = 500_000_000;

let opened: OpenedLlamaCpp | null = null;
let engine: Engine | undefined;
let sessions: Sessions | undefined;
let evaluation: Evaluation | undefined;
/** Whose tokens are in the KV cache. */
let lastUser: 'sessions' | 'evaluation' | undefined;
/** Replies and evaluations that can be aborted, by the request's number. */
const inProgress = new Map<number, AbortController>();
let queue: Promise<void> = Promise.resolve();
let openedInterruption: Interruption | undefined;

interface Evaluation {
  playingEngine: PlayingEngine;
  rows: RowEvaluation;
  replies: ReplyLogLikelihoods;
}

process.on('message', (message: ToChild) => {
  if ('abort' in message) inProgress.get(message.abort)?.abort();
  else if (message.request.type === 'warm' || message.request.type === 'load')
    queue = queue.then(() => answer(message.id, message.request));
  // Sessions and evaluations order their own requests.
  else void answer(message.id, message.request);
});
// The parent is gone: nobody will read what this process sends.
process.on('disconnect', () => process.exit(0));
// They may reach the whole process group; the parent decides when this process ends.
for (const signal of ENDING_SIGNALS) process.on(signal, () => {});

async function answer(id: number, request: Request): Promise<void> {
  try {
    send({ id, result: await handle(id, request) });
  } catch (error) {
    const failure =
      error instanceof ModelFailure
        ? error
        : new ModelFailure('generation-failed', describeError(error), { cause: error });
    const { code, message, isFatal } = failure;
    send({ id, failure: { code, message, isFatal, isReasonInLog: failure instanceof FailureInLog } });
  }
}

async function handle(id: number, request: Request): Promise<Results[keyof Results]> {
  switch (request.type) {
    case 'warm':
      // What fails now also fails when a model is loaded, and is reported then.
      opened ??= await openLlamaCpp(request.choice, CPU_MEMORY).catch(() => null);
      return null;
    case 'inspect':
      return (await import('./inspect-file.ts')).inspectFile(request);
    case 'anatomy':
      return (await import('./anatomy-of-file.ts')).anatomyOfFile(request.path);
    case 'load':
      opened ??= await openLlamaCpp(request.options, CPU_MEMORY);
      // If this process dies now, that is why.
      if (opened.device !== null) send({ device: opened.device });
      // Only while a large model loads would this process not notice for long that its parent is gone.
      if ((await bytesOf(request.options.path)) > LARGE_BYTES) interruption();
      engine = await loadEngine(request.options, opened, die);
      engine.context?.heed(interruption().flag);
      return engine.loaded;
    case 'tokenize':
      biasesFor(requireEngine().model.table, request.logitBias);
      return tokenize(request.prompt);
    case 'begin':
      requireSessions().begin(request.session);
      return null;
    case 'leave':
      requireSessions().leave(request.session);
      return null;
    case 'memory':
      return process.resourceUsage().maxRSS * 1_024;
    case 'reply':
      return reply(id, request);
    case 'log-likelihood':
    case 'distributions':
    case 'comparison':
    case 'choice':
      return evaluate(id, request);
  }
}

async function reply(id: number, order: ReplyOrder): Promise<Results['reply']> {
  const { vocabulary, loaded } = requireEngine();
  const prompt = tokenizePrompt(order.prompt.parts, order.prompt.bos, vocabulary);
  const controller = new AbortController();
  inProgress.set(id, controller);
  let unsent = '';
  let unsentTokens = 0;
  let sentAt = Number.NEGATIVE_INFINITY;
  const sendText = (): void => {
    send({ id, text: unsent, replyTokens: unsentTokens });
    unsent = '';
  };
  try {
    const { fewerThreads, ...generated } = await requireSessions().reply({
      ...order,
      prompt,
      sharedTokens: loaded.parallel > 1 ? tokensBeforeLast(order.prompt, prompt, vocabulary) : 0,
      signal: controller.signal,
      onStart: () => {
        interruption().begin(id);
        if (loaded.parallel > 1) send({ id, isStarted: true });
      },
      onPromptEnd: interruption().end,
      onToken: (text, replyTokens) => {
        unsent += text;
        unsentTokens = replyTokens;
        const now = performance.now();
        if (now - sentAt < TEXT_INTERVAL_MS * loaded.parallel) return;
        sendText();
        sentAt = now;
      },
    });
    if (unsent !== '') sendText();
    const warnings = [...promptWarnings(order.prompt, prompt), ...threadWarnings(fewerThreads, loaded.threads)];
    return { ...generated, warnings };
  } finally {
    inProgress.delete(id);
  }
}

async function evaluate(id: number, order: EvaluationOrder): Promise<Results[EvaluationOrder['type']]> {
  const controller = new AbortController();
  inProgress.set(id, controller);
  const { signal } = controller;
  const { playingEngine, rows, replies } = requireEvaluation();
  const turn = { onStart: () => interruption().begin(id), onEnd: interruption().end };
  try {
    return await rows.inTurn<Results[EvaluationOrder['type']]>(turn, async () => {
      switch (order.type) {
        case 'log-likelihood':
          return replies.logLikelihood(order, signal);
        case 'distributions':
          return replies.distributions(order, signal);
        case 'comparison':
          return replies.compare(order, signal);
        case 'choice':
          return chooseLabel(order, playingEngine, rows, signal);
      }
    });
  } finally {
    inProgress.delete(id);
  }
}

function tokenize(prompt: TextPrompt): TokenizedPrompt {
  const { pieceOf, vocabulary, contextSize } = requireEngine();
  const tokens = tokenizePrompt(prompt.parts, prompt.bos, vocabulary);
  return {
    tokens,
    pieces: tokens.map((token) => Buffer.from(pieceOf(token)).toString()),
    warnings: promptWarnings(prompt, tokens),
    contextSize,
  };
}

function threadWarnings(used: number | null, threads: number): string[] {
  if (used === null) return [];
  const text = say('{used} of {threads} threads were used, because other programs kept the processor busy', {
    ...{ used, threads },
  });
  return [String(text)];
}

/** What no tokenizer can fix but a person should know. */
function promptWarnings(prompt: TextPrompt, tokens: readonly number[]): string[] {
  const { vocabulary } = requireEngine();
  const specials = new Set(vocabulary.specials.map((special) => special.text));
  const data = prompt.parts.filter((part) => part.source === 'data');
  const confusable = prompt.markers.filter(
    (marker) => !specials.has(marker) && data.some((part) => part.text.includes(marker)),
  );
  const bosAt = vocabulary.bos === null ? -1 : tokens.indexOf(vocabulary.bos);
  return [
    ...confusable.map((marker) =>
      String(
        say("text contains {marker}, which this vocabulary cannot distinguish from the prompt template's own", {
          marker: JSON.stringify(marker),
        }),
      ),
    ),
    ...(prompt.bos === 'text' && vocabulary.prependsBos && bosAt !== 0
      ? [String(say('the prompt does not start with BOS, which this vocabulary expects'))]
      : []),
    ...(bosAt === 0 && tokens[1] === vocabulary.bos ? [String(say('the prompt starts with two BOS tokens'))] : []),
  ];
}

function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** On a GPU a step is faster than writing a reply to disk; on a CPU it is slower, and resting would only leave a session idle. */
function restingSteps({ loaded }: Engine): number {
  return loaded.device.gpu === false ? 0 : 2;
}

function requireEngine(): Engine {
  if (!engine) throw new Error('no model has been loaded');
  return engine;
}
/** Opened on first use, as is the evaluation. Each takes the context's sequences for itself, from the other if need be. */
function requireSessions(): Sessions {
  if (lastUser === 'evaluation') evaluation?.rows.release();
  lastUser = 'sessions';
  sessions ??= openSessions({
    engine: playing(requireEngine()),
    onSign: sendSign,
    restingSteps: restingSteps(requireEngine()),
    cpuTime,
  });
  return sessions;
}
function requireEvaluation(): Evaluation {
  if (lastUser === 'sessions') {
    sessions?.release();
    const { loaded, useThreads } = requireEngine();
    // Fast mode may have settled on fewer.
    useThreads(loaded.threads);
  }
  lastUser = 'evaluation';
  if (!evaluation) {
    const playingEngine = playing(requireEngine());
    const rows = openRowEvaluation(playingEngine, sendSign);
    evaluation = { playingEngine, rows, replies: openReplyLogLikelihoods(playingEngine, rows) };
  }
  return evaluation;
}
/** 0 for a file that is not there, of which loading it says more. */
function bytesOf(model: string): Promise<number> {
  return totalSize(ggufParts(model)).catch(() => 0);
}
/** Opened when it is needed: its thread takes longer to start than a small model to load. */
function interruption(): Interruption {
  openedInterruption ??= openInterruption();
  return openedInterruption;
}
/** The parent gives what was written last as the reason. */
function die(reason: string): never {
  process.stderr.write(`error: ${reason}\n`);
  process.exit(1);
}
function sendSign(): void {
  send({ isAlive: true });
}
function send(message: FromChild): void {
  process.send?.(message);
}
