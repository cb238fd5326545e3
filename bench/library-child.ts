// The bare library, in a process of its own: node-llama-cpp's loop over `evaluate` and nothing else. What the whole program is
// measured against. Start it with UV_THREADPOOL_SIZE=1, as the program does.
import os from 'node:os';
import { getLlama, type LlamaContextSequence, type SequenceEvaluateOptions, type Token } from 'node-llama-cpp';
import type { GenerateMessage, LibraryAnswer, LibraryMessage, OpenMessage } from './library.ts';
import { BATCH_SIZE, SAMPLING, type Timing } from './workload.ts';

let sequence: LlamaContextSequence | undefined;
let queue: Promise<void> = Promise.resolve();

process.on('message', (message: LibraryMessage) => {
  queue = queue.then(async () => {
    process.send?.(await answer(message));
  });
});
process.on('disconnect', () => process.exit(0));

async function answer(message: LibraryMessage): Promise<LibraryAnswer> {
  try {
    if (message.type === 'generate') return { type: 'timing', timing: await generate(message) };
    await open(message);
    return { type: 'opened' };
  } catch (error) {
    return { type: 'failed', reason: String(error) };
  }
}

async function open({ file, threads, gpu, engine, contextSize }: OpenMessage): Promise<void> {
  const llama = await getLlama({
    gpu: gpu === 'off' ? false : gpu,
    build: 'never',
    progressLogs: false,
    maxThreads: os.availableParallelism(),
    logger: () => {},
    ...(engine === 'openmp' && { cmakeOptions: { GGML_OPENMP: 'ON' }, usePrebuiltBinaries: false }),
  });
  const model = await llama.loadModel({ modelPath: file, ...(gpu === 'off' && { gpuLayers: 0 }) });
  const context = await model.createContext({
    contextSize,
    batchSize: BATCH_SIZE,
    flashAttention: 'auto',
    threads: { ideal: threads, min: threads },
  });
  sequence = context.getSequence();
}

async function generate({ prompt, replyTokens, sampling }: GenerateMessage): Promise<Timing> {
  if (!sequence) throw new Error('no model is open');
  await sequence.clearHistory();
  const reply: Token[] = [];
  const started = performance.now();
  let first = started;
  for await (const token of sequence.evaluate(asTokens(prompt), evaluateOptions(sampling, prompt, reply))) {
    if (reply.length === 0) first = performance.now();
    reply.push(token);
    if (reply.length >= replyTokens) break;
  }
  const last = performance.now();
  return {
    firstTokenMs: first - started,
    promptTokensPerSecond: (prompt.length * 1_000) / (first - started),
    tokensPerSecond: reply.length > 1 ? ((reply.length - 1) * 1_000) / (last - first) : Number.NaN,
  };
}

function evaluateOptions(
  name: GenerateMessage['sampling'],
  prompt: readonly number[],
  reply: readonly number[],
): SequenceEvaluateOptions {
  const settings = SAMPLING[name];
  if (!('topK' in settings)) return { ...settings, yieldEogToken: true };
  const { repeatPenalty, repeatLastN, ...sampling } = settings;
  return {
    ...sampling,
    seed: 1,
    yieldEogToken: true,
    repeatPenalty: {
      penalty: repeatPenalty,
      maxPunishTokens: repeatLastN,
      punishTokens: () => asTokens([...prompt, ...reply].slice(-repeatLastN)),
    },
  };
}

function asTokens(ids: readonly number[]): Token[] {
  return [...ids] as Token[];
}
