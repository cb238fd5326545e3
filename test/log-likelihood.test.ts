// How probable a model finds given replies, on real files.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogLikelihoodModel } from '../dist/backend/backend.js';
import { chooseLabel } from '../dist/backend/llama/process/choose-label.js';
import { loadEngine, playing } from '../dist/backend/llama/process/engine.js';
import { openRowEvaluation } from '../dist/backend/llama/process/evaluate-rows.js';
import { openContext } from '../dist/backend/llama/process/llama-cpp/context.js';
import { openThreadPool } from '../dist/backend/llama/process/llama-cpp/thread-pool.js';
import { openModel } from '../dist/backend/llama/process/model.js';
import type { OpenedLlamaCpp } from '../dist/backend/llama/process/open-llama-cpp.js';
import { openReplyLogLikelihoods } from '../dist/backend/llama/process/reply-log-likelihood.js';
import type { ReferenceConversation } from '../dist/doctor/reference-conversation.js';
import { loadTemplate } from '../dist/prompt/load.js';
import type { PromptPart, RenderedPrompt } from '../dist/prompt/prompt.js';
import { REPOSITORY, temporaryFolder } from './support/cli.ts';
import { ENGINE_OPTIONS } from './support/engine-tokenizer.ts';
import { logLikelihoodModelOf } from './support/log-likelihood-model.ts';
import { quietLlamaCpp } from './support/quiet-llama-cpp.ts';
import { REFERENCE_CONVERSATIONS } from './support/reference-conversations.ts';
import { type ToyOptions, toyModel, toyProbability } from './support/toy-model.ts';
import { NOT_A_NUMBER, YES } from './support/toys.ts';
import { SHIPPED } from './support/world.ts';

const folder = temporaryFolder();
const signal = new AbortController().signal;

/** For what needs no process of its own. */
let opened: OpenedLlamaCpp;
beforeAll(async () => {
  opened = await quietLlamaCpp();
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

function promptOf(...parts: PromptPart[]): RenderedPrompt {
  return { kind: 'text', parts, bos: 'never', stop: [], markers: [] };
}
function template(text: string): PromptPart {
  return { source: 'template', text };
}
function data(text: string): PromptPart {
  return { source: 'data', text };
}

/** The prompt of a conversation's last turn, and the reply to it. */
async function lastTurn(format: string, { system, user, char, turns }: ReferenceConversation) {
  const { render } = await loadTemplate(format, SHIPPED);
  const messages = turns.flatMap((turn) => [
    { role: 'user' as const, content: turn.user },
    { role: 'assistant' as const, content: turn.reply },
  ]);
  return {
    prompt: await render({ system, user, char, messages: messages.slice(0, -1) }),
    reply: turns.at(-1)?.reply ?? '',
  };
}

describe.each(['q8_0', 'q2_K'])('the embedded model, %s', (name) => {
  const file = path.join(REPOSITORY, `models/tiny/hitogara-tiny-${name}.gguf`);
  let model: LogLikelihoodModel;
  beforeAll(async () => {
    model = await logLikelihoodModelOf(file, folder.path);
  });
  afterAll(async () => {
    await model.close();
  });

  /** From the probabilities of the whole vocabulary, in one batch of an empty context. */
  async function byHand(prompt: RenderedPrompt, reply: string): Promise<number> {
    const before = await model.tokenize(prompt);
    const spoken = await model.tokenize(promptOf(data(reply)));
    const tokens = [...before, ...spoken];
    const weights = openModel(opened, { path: file, vocabularyOnly: false, gpuLayers: 0 });
    if (!weights) throw new Error(`${file} does not load`);
    const pool = openThreadPool(opened.c, 1);
    const own = { pointer: weights.pointer, vocabularySize: weights.table.size };
    const settings = {
      contextSize: 1024,
      batchSize: 512,
      sequences: 1,
      rows: 512,
      kvType: 'f16',
      flashAttention: 'auto',
    } as const;
    const context = openContext(opened.c, own, settings, pool);
    if (!context) throw new Error('there is no context');
    for (const [index, token] of tokens.entries()) context.add(token, index, 0, true);
    context.decode();
    const probabilities = spoken.map((token, index) => {
      const powers = [...context.row(before.length - 1 + index)].map(Math.exp);
      return (powers[token] ?? Number.NaN) / powers.reduce((sum, power) => sum + power, 0);
    });
    context.close();
    pool.close();
    weights.close();
    return probabilities.reduce((sum, probability) => sum + Math.log(probability), 0);
  }

  it('gives a reply what the probabilities of its tokens multiply to, whatever was evaluated before', async () => {
    let reused = 0;
    const [conversation] = REFERENCE_CONVERSATIONS;
    if (!conversation) throw new Error('there is one');
    for (const turns of [1, 3]) {
      for (const format of ['hitogara-tiny', 'llama2']) {
        const { prompt, reply } = await lastTurn(format, {
          ...conversation,
          turns: conversation.turns.slice(0, turns),
        });
        const found = await model.logLikelihood(prompt, [data(reply)], signal);
        reused += found.reusedTokens;
        const expected = await byHand(prompt, reply);
        expect(Math.abs(found.logLikelihood - expected) / found.tokens).toBeLessThan(1e-3);
      }
    }
    // Each format begins anew after the other.
    expect(reused).toBe(0);
  });

  it('evaluates again only what differs, and gives the same', async () => {
    const [, clerk] = REFERENCE_CONVERSATIONS;
    if (!clerk) throw new Error('there is one');
    for (const turns of [2, 3]) {
      const { prompt, reply } = await lastTurn('llama2', { ...clerk, turns: clerk.turns.slice(0, turns) });
      const found = await model.logLikelihood(prompt, [data(reply)], signal);
      expect(found.reusedTokens + found.evaluatedTokens).toBe(found.promptTokens + found.tokens - 1);
      if (turns === 3) expect(found.reusedTokens).toBeGreaterThanOrEqual(64);
      const expected = await byHand(prompt, reply);
      expect(Math.abs(found.logLikelihood - expected) / found.tokens).toBeLessThan(1e-3);
    }
  });

  it('leaves nothing behind of a reply that was evaluated token by token', async () => {
    const [before, long, next] = ['うん。'.repeat(40), 'そうだね。'.repeat(30), 'それから？'.repeat(40)].map(data);
    if (!before || !long || !next) throw new Error('three texts');
    const later = promptOf(before, long, next);
    const alone = await model.logLikelihood(later, [data('はい。')], signal);
    const said = await model.distributions(promptOf(before), [long], { logitsFile: null, signal });
    const reference = { ...said, logitsFile: null };
    await model.compare(promptOf(before), [long], reference, { signal, inOtherBatches: true });
    expect((await model.logLikelihood(later, [data('はい。')], signal)).perToken).toEqual(alone.perToken);
  });
});

describe('a model whose probabilities are known', () => {
  /** After a newline `う` or, in one piece, a space and `う`. */
  const SPACED: ToyOptions = {
    ...YES,
    pieces: [...YES.pieces, '▁', '▁う'],
    bigrams: { ...YES.bigrams, '<0x0A>': { う: 10, '▁う': 6, '▁': 3 }, '▁う': { ん: 10 } },
  };
  let model: LogLikelihoodModel;
  beforeAll(async () => {
    model = await logLikelihoodModelOf(await folder.write('toy.gguf', toyModel(SPACED)), folder.path);
  });
  afterAll(async () => {
    await model.close();
  });
  const logOf = (...pairs: [string, string][]): number =>
    pairs.reduce((sum, [previous, next]) => sum + Math.log(toyProbability(SPACED, previous, next)), 0);

  it('is found exactly, the improbable too', async () => {
    const prompt = promptOf(template('<|im_start|>assistant\n'));
    const good = await model.logLikelihood(prompt, [data('うん！')], signal);
    expect(good.logLikelihood).toBeCloseTo(logOf(['<0x0A>', 'う'], ['う', 'ん'], ['ん', '！']), 4);
    expect(good.tokens).toBe(3);
    const bad = await model.logLikelihood(prompt, [data('！う')], signal);
    expect(bad.logLikelihood).toBeCloseTo(logOf(['<0x0A>', '！'], ['！', 'う']), 4);
    expect(bad.logLikelihood).toBeLessThan(-55);
  });

  it('counts from the first token that the prompt alone does not have', async () => {
    const prompt = promptOf(template('<|im_start|>assistant\n '));
    const { logLikelihood, tokens } = await model.logLikelihood(prompt, [data('うん')], signal);
    expect(logLikelihood).toBeCloseTo(logOf(['<0x0A>', '▁う'], ['▁う', 'ん']), 4);
    expect(tokens).toBe(2);
  });

  it('takes what spells a special token in a reply for text', async () => {
    const { tokens } = await model.logLikelihood(promptOf(template('<|im_start|>')), [data('<|im_end|>')], signal);
    expect(tokens).toBe('<|im_end|>'.length);
  });

  it("asks for what ends a reply, which is the format's own text", async () => {
    const prompt = promptOf(template('<|im_start|>'));
    const open = await model.logLikelihood(prompt, [data('うん')], signal);
    const ended = await model.logLikelihood(prompt, [data('うん'), template('<|im_end|>')], signal);
    expect(ended.tokens).toBe(open.tokens + 1);
    expect(ended.logLikelihood).toBeLessThan(open.logLikelihood);
  });

  it('refuses what does not fit into the context, and goes on', async () => {
    const long = promptOf(template('<|im_start|>'), data('う'.repeat(1022)));
    await expect(model.logLikelihood(long, [data('うん！')], signal)).rejects.toMatchObject({
      code: 'context-overflow',
      message: 'prompt and reply are 1026 tokens; the context has 1024',
    });
    const { tokens } = await model.logLikelihood(long, [data('')], signal);
    expect(tokens).toBe(0);
  });

  it('stops for a signal, and goes on with the next', async () => {
    const controller = new AbortController();
    const prompt = promptOf(template('<|im_start|>'), data('う'.repeat(900)));
    const found = model.logLikelihood(prompt, [data('うん！')], controller.signal);
    controller.abort(new Error('enough'));
    await expect(found).rejects.toThrow('enough');
    expect((await model.logLikelihood(prompt, [data('うん！')], signal)).tokens).toBe(3);
  });
});

it('fails where logits are not numbers', async () => {
  const file = await folder.write('nan.gguf', toyModel(NOT_A_NUMBER));
  const engine = playing(await loadEngine({ ...ENGINE_OPTIONS, path: file, scores: true }, opened));
  const rows = openRowEvaluation(engine, () => {});
  const { logLikelihood, distributions } = openReplyLogLikelihoods(engine, rows);
  const prompt = { parts: [template('<|im_start|>')], bos: 'never' as const, markers: [] };
  const order = { prompt, spoken: [data('うん！')] };
  const failure = { code: 'nan-logits' };
  await expect(logLikelihood(order, signal)).rejects.toMatchObject(failure);
  await expect(distributions({ ...order, logitsFile: null }, signal)).rejects.toMatchObject(failure);
  await expect(chooseLabel({ prompt, labels: ['う', 'ん'] }, engine, rows, signal)).rejects.toMatchObject(failure);
  engine.close();
});

it('ends what takes too long', async () => {
  const model = await logLikelihoodModelOf(path.join(REPOSITORY, 'models/tiny/hitogara-tiny-f16.gguf'), folder.path, 1);
  try {
    const found = model.logLikelihood(promptOf(data('うん。'.repeat(400))), [data('うん！')], signal);
    await expect(found).rejects.toMatchObject({
      code: 'total-timeout',
      message: 'the reply was not evaluated within 0.001 s',
    });
  } finally {
    await model.close();
  }
});
