// The model process: one model, driven by messages. It may crash, hang or run out of memory; `model-process.ts` deals with that.
// Start it with UV_THREADPOOL_SIZE=1 in the environment (llama.cpp's threads starve otherwise).
import { describeError, ModelFailure } from '../../core/errors.ts';
import { type Engine, loadEngine, type OpenedLlama, openLlama } from './engine.ts';
import { generateReply, tokenBias } from './generate.ts';
import type { FromChild, Request, Results, TextPrompt, ToChild, TokenizedPrompt } from './protocol.ts';
import { tokenizePrompt } from './tokenize.ts';

/**
 * Text goes up at most this often: a message costs as much as a token of a small model, and on a small machine the parent that
 * wakes up for it takes a core from llama.cpp's threads.
 */
const TEXT_INTERVAL_MS = 50;

let opened: OpenedLlama | null = null;
let engine: Engine | undefined;
let sequence: ReturnType<NonNullable<Engine['context']>['getSequence']> | undefined;
let abortReply = new AbortController();
let queue: Promise<void> = Promise.resolve();

process.on('message', (message: ToChild) => {
  if ('abort' in message) abortReply.abort();
  else queue = queue.then(() => answer(message.id, message.request));
});
// The parent is gone: nobody will ever read what this process says.
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides when this process ends.
process.on('SIGINT', () => {});

async function answer(id: number, request: Request): Promise<void> {
  try {
    send({ id, result: await handle(id, request) });
  } catch (error) {
    const failure =
      error instanceof ModelFailure
        ? error
        : new ModelFailure('generation-failed', describeError(error), { cause: error });
    send({ id, failure: { code: failure.code, message: failure.message, isFatal: failure.isFatal } });
  }
}

async function handle(id: number, request: Request): Promise<Results[keyof Results]> {
  switch (request.type) {
    case 'warm':
      // What is wrong now is still wrong when a model is loaded, and is told then.
      opened = await openLlama(request.choice).catch(() => null);
      return null;
    case 'load':
      engine = await loadEngine(request.options, opened);
      sequence = engine.context?.getSequence();
      return engine.loaded;
    case 'tokenize':
      tokenBias(requireEngine().model, request.logitBias);
      return tokenize(request.prompt);
    case 'reset':
      await requireSequence().clearHistory();
      return null;
    case 'reply':
      return reply(id, request);
  }
}

async function reply(id: number, request: Extract<Request, { type: 'reply' }>): Promise<Results['reply']> {
  const { model, pieceOf, vocabulary, contextSize, loaded } = requireEngine();
  abortReply = new AbortController();
  const prompt = tokenizePrompt(request.prompt.parts, request.prompt.bos, vocabulary);
  let unsent = '';
  let sentAt = Number.NEGATIVE_INFINITY;
  const generated = await generateReply({
    model,
    pieceOf,
    sequence: requireSequence(),
    contextSize,
    batchSize: loaded.batchSize,
    prompt,
    stop: request.stop,
    sampling: request.sampling,
    seed: request.seed,
    signal: abortReply.signal,
    onToken: (text, replyTokens) => {
      unsent += text;
      const now = performance.now();
      if (now - sentAt < TEXT_INTERVAL_MS) return;
      send({ id, text: unsent, replyTokens });
      unsent = '';
      sentAt = now;
    },
  });
  if (unsent !== '') send({ id, text: unsent, replyTokens: generated.replyTokens });
  return { ...generated, warnings: promptWarnings(request.prompt, prompt) };
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

/** What no tokenizer can mend, but a person should know. */
function promptWarnings(prompt: TextPrompt, tokens: readonly number[]): string[] {
  const { vocabulary } = requireEngine();
  const specials = new Set(vocabulary.specials.map((special) => special.text));
  const data = prompt.parts.filter((part) => part.source === 'data');
  const confusable = prompt.markers.filter(
    (marker) => !specials.has(marker) && data.some((part) => part.text.includes(marker)),
  );
  const bosAt = vocabulary.bos === null ? -1 : tokens.indexOf(vocabulary.bos);
  return [
    ...confusable.map(
      (marker) =>
        `text contains ${JSON.stringify(marker)}, which this vocabulary cannot tell from the prompt template's own`,
    ),
    ...(prompt.bos === 'text' && vocabulary.prependsBos && bosAt !== 0
      ? ['the prompt does not begin with BOS, which this vocabulary expects']
      : []),
    ...(bosAt === 0 && tokens[1] === vocabulary.bos ? ['the prompt begins with two BOS tokens'] : []),
  ];
}

function requireEngine(): Engine {
  if (!engine) throw new Error('no model has been loaded');
  return engine;
}
function requireSequence(): NonNullable<typeof sequence> {
  if (!sequence) throw new Error('only the vocabulary has been loaded');
  return sequence;
}
function send(message: FromChild): void {
  process.send?.(message);
}
