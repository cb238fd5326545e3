// Which template a model was made for.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogLikelihoodModel } from '../dist/backend/backend.js';
import { ModelFailure } from '../dist/core/errors.js';
import { type RankedModel, type RankProgress, rankTemplates } from '../dist/doctor/rank.js';
import { rankModel } from '../dist/doctor/rank-model.js';
import type { ReferenceConversation } from '../dist/doctor/reference-conversation.js';
import { loadTemplate, parseTemplate } from '../dist/prompt/load.js';
import { type PromptTemplate, promptText } from '../dist/prompt/prompt.js';
import { REPOSITORY, temporaryFolder } from './support/cli.ts';
import { logLikelihoodModelOf, logLikelihoodRequest } from './support/log-likelihood-model.ts';
import { REFERENCE_CONVERSATIONS } from './support/reference-conversations.ts';
import { SHIPPED } from './support/world.ts';

const FILE = path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q8_0.gguf');
const PROMPTS = path.join(REPOSITORY, 'prompts');
const signal = new AbortController().signal;

function templateOf(id: string, body: string): PromptTemplate {
  const head = `title: ${id}\nkind: text\nstop: []\nbos: never\npersona: system\nmarkers: []\nconfidence: high\nnotes: For tests.`;
  return parseTemplate(id, `${id}.hbs`, `---\n${head}\n---\n${body}`);
}

describe('the embedded model', () => {
  const folder = temporaryFolder();
  let model: LogLikelihoodModel;
  beforeAll(async () => {
    model = await logLikelihoodModelOf(FILE, folder.path);
  });
  afterAll(async () => {
    await model.close();
    await folder[Symbol.asyncDispose]();
  });
  const shipped = (ids: readonly string[]) => Promise.all(ids.map((id) => loadTemplate(id, SHIPPED)));

  it('finds reference replies the most probable under its own template, of all that are shipped', async () => {
    const { places, unusable } = await rankModel({
      ...logLikelihoodRequest(FILE, folder.path),
      examined: { id: 'hitogara-tiny', file: path.join(PROMPTS, 'hitogara-tiny.hbs') },
      conversations: REFERENCE_CONVERSATIONS.filter(({ id }) => id === 'friend'),
      maxTurns: 1,
    });
    expect(places[0]).toMatchObject({ template: 'hitogara-tiny', sameAs: ['gguf'], difference: null });
    const named = [
      ...places.flatMap(({ template, sameAs }) => [template, ...sameAs]),
      ...unusable.map(({ template }) => template),
    ];
    const texts = readdirSync(PROMPTS).map((name) => path.basename(name, '.hbs'));
    expect(named.sort()).toEqual([...texts.filter((id) => id !== 'openai-messages'), 'gguf'].sort());
    expect(unusable).toContainEqual({ template: 'watashiha-ogiri', reason: 'the template drops the persona' });
  });

  it('says that its own template is clearly better than a foreign one', async () => {
    const { verdict, places } = await rankTemplates(model, {
      templates: await shipped(['chatml', 'hitogara-tiny']),
      conversations: REFERENCE_CONVERSATIONS,
      maxTurns: 2,
      race: null,
      signal,
    });
    expect(verdict).toEqual({ type: 'clear', template: 'hitogara-tiny' });
    expect(places[1]).toMatchObject({ template: 'chatml', droppedAfter: null, difference: { count: 6 } });
    expect(places[1]?.difference?.high).toBeLessThan(0);
  });
});

/** Conversations of one turn, whose reply is five characters long. */
function conversations(count: number): ReferenceConversation[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `c${index}`,
    system: null,
    user: 'U',
    char: 'C',
    turns: [{ user: `u${index}`, reply: 'reply' }],
  }));
}

/**
 * A model that knows its figures beforehand: nats a token, by the template's mark, which stands in front of the prompt, and the
 * conversation. A token is a character.
 */
function knownModel(figure: (mark: string, conversation: number) => number) {
  const asked: string[] = [];
  const textOf: (prompt: Parameters<LogLikelihoodModel['tokenize']>[0]) => string = (prompt) =>
    prompt.kind === 'text' ? promptText(prompt.parts) : '';
  const model: RankedModel = {
    tokenizer: { vocabulary: { ends: [] } },
    tokenize: async (prompt) => [...textOf(prompt)].map((character) => character.codePointAt(0) ?? 0),
    async logLikelihood(prompt, spoken) {
      const text = textOf(prompt);
      asked.push(text);
      const [mark = '', conversation = '0'] = text.split('u');
      const tokens = promptText(spoken).length;
      const logLikelihood = figure(mark, Number(conversation)) * tokens;
      return {
        logLikelihood,
        tokens,
        // Ranking looks at whole replies alone.
        perToken: [],
        promptTokens: text.length,
        reusedTokens: 0,
        evaluatedTokens: text.length + tokens - 1,
      };
    },
  };
  return { model, asked };
}

const marked = (mark: string) => templateOf(mark.toLowerCase(), `${mark}{{#each messages}}{{content}}{{/each}}`);

/** Small and different for every conversation, so that there is something to estimate. */
const wobble = (conversation: number): number => (conversation % 3) / 100;

describe('the ranking', () => {
  it('gives up what is hopeless, says when, and does not ask for it any more', async () => {
    const { model, asked } = knownModel((mark, index) =>
      mark === 'C' ? -3 - wobble(index) : -1 - wobble(index + (mark === 'A' ? 0 : 1)),
    );
    const progress: RankProgress[] = [];
    const { places, verdict } = await rankTemplates(model, {
      templates: ['C', 'B', 'A'].map(marked),
      conversations: conversations(8),
      onProgress: (at) => progress.push(at),
      signal,
    });
    expect(places.map(({ template, droppedAfter }) => ({ template, droppedAfter }))).toEqual([
      { template: 'a', droppedAfter: null },
      { template: 'b', droppedAfter: null },
      { template: 'c', droppedAfter: 4 },
    ]);
    expect(places[2]).toMatchObject({ logProbabilityPerToken: { count: 4 }, difference: { count: 4 } });
    expect(verdict).toEqual({ type: 'tied', template: 'a', with: ['b'] });
    expect(asked.filter((text) => text.startsWith('C'))).toHaveLength(4);
    expect(progress[0]).toEqual({ done: 0, total: 24, leader: null });
    expect(progress.at(-1)).toEqual({ done: 20, total: 20, leader: 'a' });
  });

  it('goes through the conversations one by one, each under all templates', async () => {
    const { model, asked } = knownModel(() => -1);
    await rankTemplates(model, { templates: ['A', 'B'].map(marked), conversations: conversations(2), signal });
    expect(asked).toEqual(['Au0', 'Bu0', 'Au1', 'Bu1']);
  });

  it('divides by the tokens that the replies have by themselves', async () => {
    const { model } = knownModel(() => -2);
    const merging = {
      ...model,
      logLikelihood: async (...order: Parameters<LogLikelihoodModel['logLikelihood']>) => ({
        ...(await model.logLikelihood(...order)),
        tokens: 1,
      }),
    };
    const { places } = await rankTemplates(merging, {
      templates: [marked('A')],
      conversations: conversations(2),
      signal,
    });
    expect(places[0]?.logProbabilityPerToken.mean).toBe(-2);
  });

  it('asks for a reply where the format has one in its history, and for what ends it there', async () => {
    const { model } = knownModel(() => -1);
    const asked = new Map<string, string>();
    const listening: RankedModel = {
      ...model,
      tokenizer: { vocabulary: { ends: [{ id: 2, text: '</s>' }] } },
      logLikelihood(prompt, spoken, ...rest) {
        const text = prompt.kind === 'text' ? promptText(prompt.parts) : '';
        const marked = spoken.map((part) => (part.source === 'data' ? `[${part.text}]` : part.text)).join('');
        asked.set(text.slice(-10), marked);
        return model.logLikelihood(prompt, spoken, ...rest);
      },
    };
    const [conversation] = conversations(1);
    if (!conversation) throw new Error('there is one');
    const ids = ['llama2', 'elyza-llama2', 'chatml-think', 'rinna-nl', 'jallm-izumi'];
    const { places, unusable } = await rankTemplates(listening, {
      templates: await Promise.all(ids.map((id) => loadTemplate(id, SHIPPED))),
      conversations: [{ ...conversation, system: 'a\nb', turns: [{ user: 'u0', reply: 'one\ntwo' }] }],
      signal,
    });
    expect(unusable).toEqual([]);
    expect(Object.fromEntries(asked)).toEqual({
      'u0 [/INST]': ' [one\ntwo] </s>',
      't\n<think>\n': '</think>\n\n[one\ntwo]<|im_end|>',
      '<NL>システム: ': '[one]<NL>[two]<NL>ユーザー:',
      // It has room for one message, and says nothing of how a reply ends.
      '\n\n### 返答:\n': '[one\ntwo]</s>',
    });
    // Where the one has the space in its prompt, the other has it in front of the reply.
    expect(places.find(({ template }) => template === 'llama2')?.sameAs).toEqual(['elyza-llama2']);
  });

  it('tells nothing apart by one conversation', async () => {
    const { model } = knownModel((mark) => (mark === 'A' ? -1 : -5));
    const { verdict, places } = await rankTemplates(model, {
      templates: ['A', 'B'].map(marked),
      conversations: conversations(1),
      signal,
    });
    expect(verdict).toEqual({ type: 'tied', template: 'a', with: ['b'] });
    expect(places[1]?.difference).toEqual({ count: 1, mean: -4, standardError: null, low: null, high: null });
  });

  it('lists what does not fit or cannot be rendered with the reason, and ranks the rest', async () => {
    const { model } = knownModel((mark, index) => {
      if (mark === 'LONG') throw new ModelFailure('context-overflow', 'too many tokens');
      return -1 - wobble(index);
    });
    const broken: PromptTemplate = {
      ...marked('B'),
      id: 'broken',
      render: () => Promise.reject(new ModelFailure('template-failed', 'roles must alternate')),
    };
    const { places, unusable, verdict } = await rankTemplates(model, {
      templates: [broken, marked('LONG'), marked('A')],
      conversations: conversations(3),
      signal,
    });
    expect(unusable).toEqual([
      { template: 'broken', reason: 'template-failed: roles must alternate' },
      { template: 'long', reason: 'context-overflow: too many tokens (c0, turn 1)' },
    ]);
    expect(places.map(({ template }) => template)).toEqual(['a']);
    expect(verdict).toEqual({ type: 'clear', template: 'a' });
  });

  it('is no ranking when no template can be ranked', async () => {
    const { model } = knownModel(() => {
      throw new ModelFailure('context-overflow', 'too many tokens');
    });
    const { verdict } = await rankTemplates(model, {
      templates: [marked('A')],
      conversations: conversations(2),
      signal,
    });
    expect(verdict).toEqual({ type: 'none' });
  });

  it('fails when the model does', async () => {
    const { model } = knownModel(() => {
      throw new ModelFailure('process-died', 'it is gone');
    });
    const ranking = rankTemplates(model, { templates: [marked('A')], conversations: conversations(2), signal });
    await expect(ranking).rejects.toMatchObject({ code: 'process-died' });
  });

  it('stops for a signal', async () => {
    const { model, asked } = knownModel(() => -1);
    const controller = new AbortController();
    const ranking = rankTemplates(model, {
      templates: [marked('A')],
      conversations: conversations(5),
      onProgress: ({ done }) => {
        if (done === 2) controller.abort(new Error('enough'));
      },
      signal: controller.signal,
    });
    await expect(ranking).rejects.toThrow('enough');
    expect(asked).toHaveLength(2);
  });

  it('needs a conversation with reference replies', async () => {
    const { model } = knownModel(() => -1);
    const ranking = rankTemplates(model, { templates: [marked('A')], conversations: [], signal });
    await expect(ranking).rejects.toThrow('ranking templates needs at least one conversation with reference replies');
  });
});
