// Inside the model process: several conversations that advance together, one token of each in one batch. What is in which batch depends
// on the conversations alone, never on how fast their owners answer: llama.cpp's numbers depend on a batch's shape.
// Knows nothing of messages. Start at `openLanes`.
import type { LlamaContextSequence } from 'node-llama-cpp';
import { describeError } from '../../core/errors.ts';
import { asTokens } from './context.ts';
import type { Engine } from './engine.ts';
import { beginReply, type ReplyInProgress } from './generate.ts';
import { handOver } from './hand-over.ts';
import type { GeneratedReply, ReplyOrder } from './protocol.ts';

export interface Lanes {
  /** A conversation begins: from now on nothing is evaluated while the lane's owner has neither asked for a reply nor left. */
  begin(lane: number): void;
  leave(lane: number): void;
  /** @throws ModelFailure `context-overflow`, with nothing evaluated */
  reply(order: LaneOrder): Promise<GeneratedReply>;
}

interface LaneOrder extends Omit<ReplyOrder, 'type' | 'prompt'> {
  prompt: readonly number[];
  /** Called when the prompt's turn has come. */
  onStart: () => void;
  onToken: (text: string, replyTokens: number) => void;
  signal: AbortSignal;
}

interface LanesOptions {
  engine: Engine;
  /** A folder through which states are handed over; null: they never are. */
  stateDirectory: string | null;
  /** Called when something was done for any lane, and every moment that lanes wait for an owner. With one lane nobody waits. */
  onSign: () => void;
  /**
   * For how many steps the others go on before they wait for the owner of a finished reply, who is writing it to disk meanwhile. The
   * lane itself does nothing for as long, also when its owner is sooner.
   */
  restingSteps: number;
}

interface Lane {
  sequence: LlamaContextSequence;
  /** Steps that the others take without waiting for it. */
  rest: number;
  /** A conversation has begun, and nothing of it has been evaluated. */
  isFresh: boolean;
  state: { type: 'empty' } | { type: 'expected' } | { type: 'asked'; job: Job } | { type: 'talking'; job: Job };
}

interface Job {
  reply: ReplyInProgress;
  signal: AbortSignal;
  onStart: () => void;
  resolve: (reply: Omit<GeneratedReply, 'warnings'>) => void;
  reject: (error: unknown) => void;
}

const SIGN_INTERVAL_MS = 200;

export function openLanes({ engine, stateDirectory, onSign, restingSteps }: LanesOptions): Lanes {
  const { context, model, pieceOf, contextSize, loaded } = engine;
  if (!context) throw new Error('only the vocabulary has been loaded');
  const lanes: Lane[] = Array.from({ length: loaded.parallel }, () => ({
    sequence: context.getSequence(),
    rest: 0,
    isFresh: true,
    state: { type: 'empty' },
  }));
  const isAlone = lanes.length === 1;
  const sign = isAlone ? (): void => {} : onSign;
  let isRunning = false;
  let waiting: NodeJS.Timeout | undefined;

  /** Runs for as long as there is something to do that does not depend on when a lane's owner answers. */
  const run = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    clearInterval(waiting);
    for (;;) {
      for (const lane of lanes) {
        if ('job' in lane.state && lane.state.job.signal.aborted) await settle(lane, lane.state.job);
      }
      if (!lanes.some(({ state }) => state.type === 'talking')) for (const lane of lanes) lane.rest = 0;
      if (lanes.some(({ state, rest }) => state.type === 'expected' && rest === 0)) break;
      const asked = lanes.find(({ state, rest }) => state.type === 'asked' && rest === 0);
      if (asked?.state.type === 'asked') {
        // Prompts are evaluated one at a time: together, their numbers would depend on each other's lengths.
        const { job } = asked.state;
        asked.state = { type: 'talking', job };
        job.onStart();
        await advance(asked, job);
        sign();
        continue;
      }
      for (const lane of lanes) lane.rest = Math.max(0, lane.rest - 1);
      const steps = lanes.map((lane) => (lane.state.type === 'talking' ? advance(lane, lane.state.job) : null));
      if (steps.every((step) => step === null)) break;
      await Promise.all(steps);
      // The library's dispatcher must have seen that nothing is queued, or it could take the first of the next tokens alone.
      if (!isAlone) await new Promise(setImmediate);
    }
    isRunning = false;
    const isStalled = lanes.some(({ state }) => 'job' in state);
    if (isStalled) waiting = setInterval(sign, SIGN_INTERVAL_MS);
  };
  const advance = async (lane: Lane, job: Job): Promise<void> => {
    try {
      if (await job.reply.advance()) await settle(lane, job);
    } catch (error) {
      release(lane);
      job.reject(error);
    }
  };
  const settle = async (lane: Lane, job: Job): Promise<void> => {
    const reply = await job.reply.finish();
    release(lane);
    job.resolve(reply);
  };
  const release = (lane: Lane): void => {
    lane.state = { type: 'expected' };
    lane.rest = restingSteps;
  };

  /** Readies a lane's sequence for a prompt. In a conversation's later turns it holds the earlier ones. */
  const prepare = async (lane: Lane, prompt: readonly number[], warnings: string[]): Promise<LlamaContextSequence> => {
    if (!lane.isFresh) return lane.sequence;
    lane.isFresh = false;
    // A reproducible reply depends on nothing that was said earlier, and some models' states cannot be cut.
    if (isAlone || lane.sequence.needsCheckpoints) {
      await lane.sequence.clearHistory();
      return lane.sequence;
    }
    const from = richerSequence(lane, prompt);
    if (from === null || stateDirectory === null) return lane.sequence;
    try {
      await handOver(from, lane.sequence, stateDirectory);
    } catch (error) {
      // What a broken file has left in the sequence goes with it.
      await lane.sequence.dispose();
      lane.sequence = context.getSequence();
      warnings.push(`another conversation's state could not be handed over (${describeError(error)})`);
    }
    return lane.sequence;
  };
  /**
   * The sequence that has so much more of a prompt than the lane's own that handing over its state pays. It is handed over whole, so
   * that a short common beginning is not worth a long conversation.
   */
  const richerSequence = (lane: Lane, prompt: readonly number[]): LlamaContextSequence | null => {
    if (loaded.sharedPrefixTokens === null) return null;
    const tokens = asTokens(prompt);
    const common = lanes.map(({ sequence }) => sequence.compareContextTokens(tokens).firstDifferentIndex);
    const most = Math.max(...common);
    const richest = lanes[common.indexOf(most)]?.sequence;
    const gain = most - (common[lanes.indexOf(lane)] ?? 0);
    if (!richest || gain < loaded.sharedPrefixTokens || richest.nextTokenIndex > 2 * gain) return null;
    return richest;
  };

  const laneAt = (index: number): Lane => {
    const lane = lanes[index];
    if (!lane) throw new Error(`there is no lane ${index}`);
    if ('job' in lane.state) throw new Error(`lane ${index} is being served`);
    return lane;
  };
  return {
    begin(index) {
      const lane = laneAt(index);
      lane.isFresh = true;
      lane.state = { type: 'expected' };
    },
    leave(index) {
      laneAt(index).state = { type: 'empty' };
      void run();
    },
    async reply({ lane: index, prompt, onStart, signal, ...order }) {
      const lane = laneAt(index);
      const warnings: string[] = [];
      const reply = beginReply({
        ...order,
        prompt,
        signal,
        model,
        pieceOf,
        contextSize,
        batchSize: loaded.batchSize,
        prepare: () => prepare(lane, prompt, warnings),
        onBatch: sign,
      });
      const whenAborted = (): void => void run();
      signal.addEventListener('abort', whenAborted, { once: true });
      try {
        const generated = await new Promise<Omit<GeneratedReply, 'warnings'>>((resolve, reject) => {
          lane.state = { type: 'asked', job: { reply, signal, onStart, resolve, reject } };
          void run();
        });
        return { ...generated, warnings };
      } finally {
        signal.removeEventListener('abort', whenAborted);
      }
    },
  };
}
