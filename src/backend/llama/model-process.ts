// The parent's side of the model process: what it can be asked, and how long each thing may take.
// Knows nothing of prompts or sampling. Start at `startModelProcess`.
import { ModelFailure } from '../../core/errors.ts';
import type { ChildChannel, OnText } from './child-channel.ts';
import type { ReplyOrder, Request, Results, ScoreOrder } from './protocol.ts';

/** How long each thing may take, in milliseconds. */
export interface Limits {
  load: number;
  /** From the reply's turn to its first generated token, the prompt's evaluation included. */
  firstToken: number;
  /** Between two signs of life while a reply is generated, or waits for its turn beside others. */
  idle: number;
  /** One whole reply, or the scoring of one. */
  total: number;
}

export interface ModelProcess {
  readonly isAlive: boolean;
  load(options: Extract<Request, { type: 'load' }>['options'], limitMs: number): Promise<Results['load']>;
  tokenize(request: Extract<Request, { type: 'tokenize' }>, limitMs: number): Promise<Results['tokenize']>;
  begin(lane: number, limitMs: number): Promise<Results['begin']>;
  leave(lane: number, limitMs: number): Promise<Results['leave']>;
  reply(request: ReplyOrder, options: ReplyOptions): Promise<Results['reply']>;
  score(request: ScoreOrder, options: Omit<ReplyOptions, 'onText'>): Promise<Results['score']>;
  /** Ends the process at once. Idempotent; resolves when it is gone. */
  kill(): Promise<void>;
}

interface ReplyOptions {
  limits: Limits;
  onText: OnText;
  signal: AbortSignal;
}

/** An aborted reply ends with its current token, a score with its current batch; a process that is deaf to that is killed after this long. */
const ABORT_GRACE_MS = 2_000;

export function startModelProcess(channel: ChildChannel): ModelProcess {
  /** Results come typed by the request they answer, which the message channel cannot express: hence the casts. */
  const callWithin = async <Type extends Request['type']>(
    request: Extract<Request, { type: Type }>,
    limitMs: number,
    failure: ModelFailure,
  ): Promise<Results[Type]> => {
    const timer = setTimeout(() => void channel.kill(failure), limitMs);
    try {
      return (await channel.call(request)) as Results[Type];
    } finally {
      clearTimeout(timer);
    }
  };

  const killAfter = (limitMs: number, failure: ModelFailure) => setTimeout(() => void channel.kill(failure), limitMs);

  /** Asks a request to end when the signal or its whole limit says so; a process that is deaf to that is killed. */
  const endInTime = (request: ReplyOrder | ScoreOrder, limitMs: number, signal: AbortSignal) => {
    let grace: NodeJS.Timeout | undefined;
    const abort = (failure: ModelFailure): void => {
      channel.abort(request);
      grace ??= killAfter(ABORT_GRACE_MS, failure);
    };
    let isLate = false;
    const whole = setTimeout(() => {
      isLate = true;
      abort(tooLong(request, limitMs));
    }, limitMs);
    const onAbort = (): void => abort(deaf('stop', ABORT_GRACE_MS));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    return {
      isLate: () => isLate,
      clear(): void {
        signal.removeEventListener('abort', onAbort);
        clearTimeout(whole);
        clearTimeout(grace);
      },
    };
  };

  const reply: ModelProcess['reply'] = async (request, { limits, onText, signal }) => {
    let sign = killAfter(limits.firstToken, deaf('generate a first token', limits.firstToken));
    /** While a prompt is evaluated nothing else is heard of it, and its limit is one for all of it. */
    let isPatient = true;
    const result = channel.call(request, {
      onStart: () => {
        isPatient = false;
        sign.refresh();
      },
      onSign: () => {
        if (isPatient) sign.refresh();
      },
      onText: (text, replyTokens) => {
        clearTimeout(sign);
        sign = killAfter(limits.idle, deaf('give a sign of life', limits.idle));
        isPatient = true;
        onText(text, replyTokens);
      },
    });
    const end = endInTime(request, limits.total, signal);
    try {
      const generated = (await result) as Results['reply'];
      if (end.isLate() && generated.finishReason.raw === 'aborted') throw tooLong(request, limits.total);
      return generated;
    } finally {
      end.clear();
      clearTimeout(sign);
    }
  };

  const score: ModelProcess['score'] = async (request, { limits, signal }) => {
    const sign = killAfter(limits.firstToken, deaf('evaluate a batch', limits.firstToken));
    const result = channel.call(request, { onStart() {}, onText() {}, onSign: () => sign.refresh() });
    const end = endInTime(request, limits.total, signal);
    try {
      const scored = (await result) as Results['score'];
      if (end.isLate() && scored === null) throw tooLong(request, limits.total);
      return scored;
    } finally {
      end.clear();
      clearTimeout(sign);
    }
  };

  return {
    get isAlive() {
      return channel.isAlive;
    },
    load: (options, limitMs) => callWithin({ type: 'load', options }, limitMs, notLoaded(options.path, limitMs)),
    tokenize: (request, limitMs) => callWithin(request, limitMs, deaf('tokenize', limitMs)),
    begin: (lane, limitMs) => callWithin({ type: 'begin', lane }, limitMs, deaf('begin a conversation', limitMs)),
    leave: (lane, limitMs) => callWithin({ type: 'leave', lane }, limitMs, deaf('end a conversation', limitMs)),
    reply,
    score,
    kill: () => channel.kill(),
  };
}

function notLoaded(path: string, limitMs: number): ModelFailure {
  return new ModelFailure('load-timeout', `${path} did not load within ${limitMs / 1_000} s`, { isFatal: true });
}

function tooLong({ type }: ReplyOrder | ScoreOrder, limitMs: number): ModelFailure {
  const what = type === 'reply' ? 'finished' : 'scored';
  return new ModelFailure('total-timeout', `the reply was not ${what} within ${limitMs / 1_000} s`);
}

function deaf(what: string, limitMs: number): ModelFailure {
  return new ModelFailure('deaf', `the model process did not ${what} within ${limitMs / 1_000} s and was killed`);
}
