// The parent's side of the model process: the requests, and how long each may take.
// Knows nothing of prompts or sampling. Start at `startModelProcess`.
import { ModelFailure } from '../../core/errors.ts';
import type { Limits } from '../../core/limits.ts';
import { type Clock, type PatientTimer, patientTimer } from '../../core/patient-timer.ts';
import { type Label, say } from '../../words/text.ts';
import type { ChildChannel, OnText } from './child-channel.ts';
import type { EvaluationOrder, InspectOrder, ReplyOrder, Request, Results } from './protocol.ts';

export interface ModelProcess {
  readonly isAlive: boolean;
  load(options: Extract<Request, { type: 'load' }>['options'], limitMs: number): Promise<Results['load']>;
  inspect(request: InspectOrder, limitMs: number): Promise<Results['inspect']>;
  anatomy(path: string, limitMs: number): Promise<Results['anatomy']>;
  tokenize(request: Extract<Request, { type: 'tokenize' }>, limitMs: number): Promise<Results['tokenize']>;
  begin(session: number, limitMs: number): Promise<Results['begin']>;
  leave(session: number, limitMs: number): Promise<Results['leave']>;
  memory(limitMs: number): Promise<Results['memory']>;
  reply(request: ReplyOrder, options: ReplyOptions): Promise<Results['reply']>;
  evaluate<Order extends EvaluationOrder>(
    request: Order,
    options: Omit<ReplyOptions, 'onText'>,
  ): Promise<Results[Order['type']]>;
  /** Ends the process at once. Idempotent; resolves when it is gone. */
  kill(): Promise<void>;
}

interface ReplyOptions {
  limits: Limits;
  onText: OnText;
  signal: AbortSignal;
}

/** How long a process may take to react to an abort before it is killed. Replies end after a token, other evaluations after a batch. */
const ABORT_GRACE_MS = 2_000;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one closure over one channel: every question with its own limits, each short.
export function startModelProcess(channel: ChildChannel, clock?: Clock): ModelProcess {
  const killAfter = (limitMs: number, failure: ModelFailure) =>
    patientTimer(limitMs, () => void channel.kill(failure), clock);

  /** A result's type follows from its request, which the message channel cannot express: hence the casts. */
  const callWithin = async <Type extends Request['type']>(
    request: Extract<Request, { type: Type }>,
    limitMs: number,
    failure: ModelFailure,
  ): Promise<Results[Type]> => {
    const timer = killAfter(limitMs, failure);
    try {
      return (await channel.call(request)) as Results[Type];
    } finally {
      timer.stop();
    }
  };

  /** Asks a request to end on abort or when its total time is up; a process that does not react is killed. */
  const endInTime = (request: ReplyOrder | EvaluationOrder, limitMs: number, signal: AbortSignal) => {
    let grace: PatientTimer | undefined;
    const abort = (failure: ModelFailure): void => {
      channel.abort(request);
      grace ??= killAfter(ABORT_GRACE_MS, failure);
    };
    let isLate = false;
    const atLast = (): void => {
      isLate = true;
      abort(tooLong(request, limitMs));
    };
    const whole = patientTimer(limitMs, atLast, clock);
    const onAbort = (): void => abort(unresponsive('stop', ABORT_GRACE_MS));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    return {
      isLate: () => isLate,
      clear(): void {
        signal.removeEventListener('abort', onAbort);
        whole.stop();
        grace?.stop();
      },
    };
  };

  const reply: ModelProcess['reply'] = async (request, { limits, onText, signal }) => {
    let sign = killAfter(limits.firstTokenMs, unresponsive('generate a first token', limits.firstTokenMs));
    /** While a prompt is evaluated nothing else is heard from it, so one limit covers all of it. */
    let isPatient = true;
    const result = channel.call(request, {
      onStart: () => {
        isPatient = false;
        sign.restart();
      },
      onSign: () => {
        if (isPatient) sign.restart();
      },
      onText: (text, replyTokens) => {
        sign.stop();
        sign = killAfter(limits.idleMs, unresponsive('respond', limits.idleMs));
        isPatient = true;
        onText(text, replyTokens);
      },
    });
    const end = endInTime(request, limits.totalMs, signal);
    try {
      const generated = (await result) as Results['reply'];
      if (end.isLate() && generated.finishReason.raw === 'aborted') throw tooLong(request, limits.totalMs);
      return generated;
    } finally {
      end.clear();
      sign.stop();
    }
  };

  const evaluate: ModelProcess['evaluate'] = async <Order extends EvaluationOrder>(
    request: Order,
    { limits, signal }: Omit<ReplyOptions, 'onText'>,
  ) => {
    const sign = killAfter(limits.firstTokenMs, unresponsive('evaluate a batch', limits.firstTokenMs));
    const result = channel.call(request, { onStart() {}, onText() {}, onSign: () => sign.restart() });
    const end = endInTime(request, limits.totalMs, signal);
    try {
      const found = (await result) as Results[Order['type']];
      if (end.isLate() && found === null) throw tooLong(request, limits.totalMs);
      return found;
    } finally {
      end.clear();
      sign.stop();
    }
  };

  return {
    get isAlive() {
      return channel.isAlive;
    },
    load: (options, limitMs) => callWithin({ type: 'load', options }, limitMs, notLoaded(options.path, limitMs)),
    inspect: (request, limitMs) => callWithin(request, limitMs, unresponsive('inspect the file', limitMs)),
    anatomy: (path, limitMs) =>
      callWithin({ type: 'anatomy', path }, limitMs, unresponsive('inspect the file', limitMs)),
    tokenize: (request, limitMs) => callWithin(request, limitMs, unresponsive('tokenize', limitMs)),
    begin: (session, limitMs) =>
      callWithin({ type: 'begin', session }, limitMs, unresponsive('start a conversation', limitMs)),
    leave: (session, limitMs) =>
      callWithin({ type: 'leave', session }, limitMs, unresponsive('end a conversation', limitMs)),
    memory: (limitMs) => callWithin({ type: 'memory' }, limitMs, unresponsive('say how much memory it has', limitMs)),
    reply,
    evaluate,
    kill: () => channel.kill(),
  };
}

function notLoaded(path: string, limitMs: number): ModelFailure {
  return new ModelFailure(
    'load-timeout',
    say('{file} did not load within {seconds} s', { file: path, seconds: limitMs / 1_000 }),
    { isFatal: true },
  );
}

function tooLong({ type }: ReplyOrder | EvaluationOrder, limitMs: number): ModelFailure {
  const values = { seconds: limitMs / 1_000 };
  return new ModelFailure(
    'total-timeout',
    type === 'reply'
      ? say('the reply did not finish within {seconds} s', values)
      : say('the reply was not evaluated within {seconds} s', values),
  );
}

function unresponsive(what: Label, limitMs: number): ModelFailure {
  return new ModelFailure(
    'unresponsive',
    say('the model process did not {what} within {seconds} s and was killed', {
      what: say(what),
      seconds: limitMs / 1_000,
    }),
  );
}
