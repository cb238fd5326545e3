// What servers answer that speak OpenAI's protocol or Anthropic's in their own way: a reply that is complete is taken as one, and an error is
// reported in the server's words, without attempts that cannot help.
import { describe, expect, it } from 'vitest';
import { type Answer, askServer, dataEvent, eventsOf, jsonAnswer, SAID, spoken, WIRES } from './support/api-server.ts';

const DONE = 'data: [DONE]\n\n';
const STREAM = { 'content-type': 'text/event-stream' };

const choice = (fields: object) => ({ choices: [{ index: 0, ...fields }] });
const delta = (fields: object) => dataEvent(choice({ delta: fields }));
const END = dataEvent(choice({ delta: {}, finish_reason: 'stop' })) + DONE;

/** A chat reply from its events. */
const chat = (...steps: string[]) => askServer('openai', [{ steps }]);

describe('why a reply ended is said in words that hold for all', () => {
  it.each([
    ['openai', 'stop', 'stop'],
    ['openai', 'eos_token', 'stop'],
    ['openai', 'stop_sequence', 'stop'],
    ['openai', 'STOP', 'stop'],
    ['openai', 'COMPLETE', 'stop'],
    ['openai', 'end_turn', 'stop'],
    ['openai', 'length', 'length'],
    ['openai', 'model_length', 'length'],
    ['openai', 'MAX_TOKENS', 'length'],
    ['openai', 'max_new_tokens', 'length'],
    ['openai', 'content_filter', 'filter'],
    ['openai', 'SAFETY', 'filter'],
    ['openai', 'guardrail_intervened', 'filter'],
    ['openai', 'function_call', 'error'],
    ['openai', 'abort', 'error'],
    ['openai', 'error', 'error'],
    ['openai', 'insufficient_system_resource', 'error'],
    ['openai', 'something_new', 'error'],
    ['openai-completions', 'stop', 'stop'],
    ['openai-completions', 'eos', 'stop'],
    ['openai-completions', 'length', 'length'],
    ['anthropic', 'end_turn', 'stop'],
    ['anthropic', 'stop_sequence', 'stop'],
    ['anthropic', 'eos_token', 'stop'],
    ['anthropic', 'max_tokens', 'length'],
    ['anthropic', 'model_context_window_exceeded', 'length'],
    ['anthropic', 'refusal', 'refusal'],
    ['anthropic', 'pause_turn', 'error'],
  ] as const)('%s: %s is %s', async (wire, raw, unified) => {
    const usual = wire === 'anthropic' ? '"stop_reason":"end_turn"' : '"finish_reason":"stop"';
    const steps = eventsOf(wire).map((event) => event.replace(usual, usual.replace(/"\w+"$/, `"${raw}"`)));
    const { reply, requests } = await askServer(wire, [{ steps }]);
    expect(reply).toMatchObject({ text: SAID, finishReason: { unified, raw } });
    expect(requests).toHaveLength(1);
  });

  it('the stop string that ended it is named', async () => {
    const steps = eventsOf('anthropic').map((event) =>
      event.replace(
        '"stop_reason":"end_turn","stop_sequence":null',
        '"stop_reason":"stop_sequence","stop_sequence":"。"',
      ),
    );
    expect((await askServer('anthropic', [{ steps }])).reply?.finishReason).toEqual({
      unified: 'stop',
      raw: 'string "。"',
    });
  });

  const UNEXPLAINED = 'the server did not say why the reply ended, only that it is complete';

  it.each([
    ['leaves the reason out', DONE],
    ['gives an empty one', dataEvent(choice({ delta: {}, finish_reason: '' })) + DONE],
    ['gives a number', dataEvent(choice({ delta: {}, finish_reason: 0 })) + DONE],
    ['writes null as a word', dataEvent(choice({ delta: {}, finish_reason: 'null' })) + DONE],
  ])('a reply that the server marks as complete is complete, with a warning, if it %s', async (_, end) => {
    const { reply, requests } = await chat(delta({ content: SAID }), end);
    expect(reply).toMatchObject({
      text: SAID,
      finishReason: { unified: 'stop', raw: 'no reason given' },
      warnings: [UNEXPLAINED],
    });
    expect(requests).toHaveLength(1);
  });

  it('and is truncated if it took all the tokens that it was given', async () => {
    const usage = dataEvent({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 64 } });
    const { reply } = await chat(delta({ content: SAID }), usage, DONE);
    expect(reply).toMatchObject({
      finishReason: { unified: 'length', raw: 'no reason given' },
      warnings: [UNEXPLAINED],
    });
  });
});

describe('the text of a reply', () => {
  const part = (text: string) => ({ type: 'text', text });
  it.each([
    ['in parts', [delta({ content: [part('うん、'), part('好き')] }), delta({ content: 'だよ。' }), END]],
    ['in parts without a type', [delta({ content: ['うん、', { text: '好きだよ。' }] }), END]],
    ['in an object', [delta({ content: part(SAID) }), END]],
    ['in a message', [dataEvent(choice({ message: { content: SAID }, finish_reason: 'stop' })), DONE]],
    ['after a chunk without a delta', [dataEvent(choice({ delta: null })), delta({ content: SAID }), END]],
    ['after a chunk without choices', [dataEvent({ choices: null }), delta({ content: SAID }), END]],
    ['in choices without a number', [dataEvent({ choices: [{ delta: { content: SAID } }] }), END]],
    ['after an empty event', ['data:\n\ndata: \n\n', delta({ content: SAID }), END]],
    ['between comments and other events', [': hi\n\nevent: ping\ndata: {}\n\n', delta({ content: SAID }), ':\n', END]],
    ['without a blank line after the last event', [delta({ content: SAID }), END.slice(0, END.indexOf('\n'))]],
    ['without spaces after colons', [delta({ content: SAID }).replace('data: ', 'data:'), END]],
  ])('is read %s', async (_, steps) => {
    const { reply, texts, requests } = await chat(...steps);
    expect(reply).toMatchObject({ text: SAID, attempts: 1, finishReason: { unified: 'stop' }, warnings: [] });
    expect(texts.join('')).toBe(SAID);
    expect(requests).toHaveLength(1);
  });

  it.each(WIRES)('%s: is read from a stream with another content type', async (wire) => {
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    const { reply } = await askServer(wire, [{ ...spoken(wire), headers }]);
    expect(reply).toMatchObject({ text: SAID, attempts: 1, promptTokens: 12, replyTokens: 5 });
  });

  const usage = { prompt_tokens: 12, completion_tokens: 5 };
  it.each([
    [
      'openai',
      { choices: [{ index: 0, message: { content: SAID, reasoning_content: 'さて' }, finish_reason: 'stop' }], usage },
    ],
    [
      'openai',
      { choices: [{ message: { content: [part(SAID)], reasoning: { text: 'さて' } }, finish_reason: 'eos' }], usage },
    ],
    [
      'anthropic',
      {
        type: 'message',
        content: [{ type: 'thinking', thinking: 'さて' }, part(SAID)],
        stop_reason: 'end_turn',
        usage: { input_tokens: 12, output_tokens: 5 },
      },
    ],
  ] as const)('%s: is read from one JSON object in place of a stream; its speed is unknown', async (wire, body) => {
    const { reply, requests } = await askServer(wire, [jsonAnswer(200, body)]);
    expect(reply).toMatchObject({
      text: SAID,
      reasoning: 'さて',
      attempts: 1,
      promptTokens: 12,
      replyTokens: 5,
      finishReason: { unified: 'stop' },
      timeToFirstTokenMs: null,
      generateMs: null,
      tokensPerSecond: null,
    });
    expect(requests).toHaveLength(1);
  });

  it('openai-completions: is read from one JSON object in place of a stream', async () => {
    const body = { choices: [{ index: 0, text: SAID, finish_reason: 'stop' }], usage };
    const { reply } = await askServer('openai-completions', [jsonAnswer(200, body)]);
    expect(reply).toMatchObject({ text: SAID, attempts: 1, replyTokens: 5, timeToFirstTokenMs: null });
  });

  it.each([
    ['openai', { delta: { content: '別の' } }],
    ['openai-completions', { text: '別の' }],
  ] as const)('%s: is never mixed with that of another choice', async (wire, fields) => {
    const [first = '', ...rest] = eventsOf(wire);
    const other = dataEvent({ choices: [{ index: 1, ...fields, finish_reason: 'length' }] });
    const { reply } = await askServer(wire, [{ steps: [other, first, other, ...rest, other] }]);
    expect(reply).toMatchObject({ text: SAID, finishReason: { unified: 'stop' } });
  });
});

it.each(['<|im_end|>', '</s>', '<end_of_turn>\n', '<｜end▁of▁sentence｜>'])(
  'the end of a turn that is sent as text is recorded, with a warning: %j',
  async (marker) => {
    const { reply } = await chat(delta({ content: SAID }), delta({ content: marker }), END);
    expect(reply).toMatchObject({
      text: `${SAID}${marker}`,
      warnings: [
        `the server sent the end of the turn as text (${marker.trim()}); its prompt format or its stop tokens may be wrong for this model`,
      ],
    });
  },
);

it('a marker that is talked about is no such end', async () => {
  const { reply } = await chat(delta({ content: '<|im_end|>は終わりの印だよ。' }), END);
  expect(reply?.warnings).toEqual([]);
});

describe('thinking is kept apart from the reply', () => {
  const think = (thinking: unknown) => ({ type: 'thinking', thinking });
  it.each([
    ['in an object', [delta({ reasoning: { text: 'さて、' } })]],
    ['in details', [delta({ content: '', reasoning_details: [{ type: 'reasoning.text', text: 'さて、' }] })]],
    ['in a summary', [delta({ reasoning_details: [{ type: 'reasoning.summary', summary: 'さて、' }] })]],
    ['twice', [delta({ reasoning: 'さて、', reasoning_details: [{ type: 'reasoning.text', text: 'さて、' }] })]],
    [
      'in parts of the content',
      [delta({ content: [think('さ')] }), delta({ content: [think([{ type: 'text', text: 'て、' }])] })],
    ],
    ['in a part called reasoning', [delta({ content: [{ type: 'reasoning', text: 'さて、' }] })]],
    [
      'in details, some of them encrypted',
      [delta({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }], reasoning: 'さて、' })],
    ],
  ])('that comes %s', async (_, steps) => {
    const { reply, texts } = await chat(...steps, delta({ content: SAID }), END);
    expect(reply).toMatchObject({ text: SAID, reasoning: 'さて、' });
    expect(texts.join('')).toBe(SAID);
  });
});

describe('a figure that is none', () => {
  it.each([
    [{ prompt_tokens: '12', completion_tokens: '5' }, 12, 5],
    [{ prompt_tokens: '12 tokens', completion_tokens: 5.5 }, null, null],
    [{ prompt_tokens: -1, completion_tokens: '' }, null, null],
    [{ prompt_tokens: 0, completion_tokens: '0' }, null, null],
    [{ prompt_tokens: null }, null, null],
    ['none', null, null],
  ])('is unknown: %o', async (usage, promptTokens, replyTokens) => {
    const { reply } = await chat(
      delta({ content: SAID }),
      END.replace(DONE, ''),
      dataEvent({ choices: [], usage }),
      DONE,
    );
    expect(reply).toMatchObject({ text: SAID, promptTokens, replyTokens });
  });

  it('is not looked for where a choice has it', async () => {
    const usage = { prompt_tokens: 12, completion_tokens: 5 };
    const { reply } = await chat(
      delta({ content: SAID }),
      dataEvent(choice({ delta: {}, finish_reason: 'stop', usage })),
      DONE,
    );
    expect(reply).toMatchObject({ promptTokens: 12, replyTokens: 5 });
  });
});

const failed = (code: string, message: string) =>
  expect.objectContaining({ name: 'ModelFailure', code, message: expect.stringContaining(message) });

describe('an error that comes with 200 is reported once, in the words of the server', () => {
  const words = 'you may not use this model';
  const reject = { message: words, code: 403 };
  it.each<[string, Answer]>([
    ['as an object', jsonAnswer(200, { error: reject })],
    ['as a list', jsonAnswer(200, [{ error: reject }])],
    ['as an object without a name', jsonAnswer(200, { object: 'error', ...reject })],
    ['as JSON that is called a stream', { headers: STREAM, steps: [JSON.stringify({ error: reject })] }],
    ['as an event', { steps: [dataEvent({ error: reject }), DONE] }],
    ['as an event without a name around it', { steps: [dataEvent({ object: 'error', ...reject }), DONE] }],
    ['as an event of that name', { steps: [`event: error\n${dataEvent(reject)}`] }],
    ['as a field of that name', { steps: [`error: ${JSON.stringify(reject)}\n\n`, DONE] }],
    [
      'inside of a choice',
      { steps: [delta({ content: 'うん' }), dataEvent(choice({ error: reject, finish_reason: 'error' }))] },
    ],
  ])('%s', async (_, answer) => {
    const { error, requests, retries } = await askServer('openai', [answer]);
    expect(error).toEqual(failed('auth-failed', words));
    expect({ requests: requests.length, retries }).toEqual({ requests: 1, retries: [] });
  });

  it('as text', async () => {
    const { error } = await askServer('openai', [{ steps: ['event: error\ndata: the model fell over\n\n'] }]);
    expect(error).toEqual(failed('server-error', 'in the stream: the model fell over (3 attempts)'));
  });

  it.each(WIRES)('%s: a web page is not asked for again', async (wire) => {
    const page = { headers: { 'content-type': 'text/html' }, steps: ['<!doctype html>\n<title>Log in</title>'] };
    const { error, requests } = await askServer(wire, [page]);
    expect(error).toEqual(
      failed('rejected', 'HTTP 200 with a web page, so baseUrl may be wrong: <!doctype html> <title>Log in'),
    );
    expect(requests).toHaveLength(1);
  });
});

describe('a prompt that is too long is a problem of one conversation, however it is said', () => {
  it.each([
    'the request exceeds the available context size, try increasing it',
    "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens",
    'The decoder prompt (length 5000) is longer than the maximum model length of 4096.',
    '`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens',
    '`inputs` must have less than 1024 tokens. Given: 5000',
    'prompt is too long: 210000 tokens > 200000 maximum',
    'input length and `max_tokens` exceed context limit: 199000 + 20000 > 200000',
    'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    'Trying to keep the first 5000 tokens when context the overflows.',
    "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
    'Input is too long for requested model.',
    'Prompt exceeds max length',
    'Your request exceeded model token limit: 131072',
    'the number of input tokens 5000 cannot exceed the total tokens limit 4096 for this model',
  ])('%s', async (message) => {
    const answers: Answer[] = [
      jsonAnswer(400, { error: { message } }),
      jsonAnswer(500, { error: message }),
      jsonAnswer(200, { error: { code: 400, message } }),
      { steps: [dataEvent({ error: { message } })] },
      { steps: [`error: ${JSON.stringify({ message })}\n\n`] },
    ];
    for (const answer of answers) {
      const { error, requests } = await askServer('openai', [answer]);
      expect(error).toEqual(expect.objectContaining({ code: 'context-overflow', isFatal: false }));
      expect(error).toHaveProperty('message', expect.stringContaining(message));
      expect(requests).toHaveLength(1);
    }
  });

  it('but a rate limit that counts tokens is a rate limit', async () => {
    const message = 'Rate limit reached for tokens per minute: limit 6000, requested 7000, context length 8192';
    const { retries } = await askServer('openai', [jsonAnswer(429, { error: { message } }), spoken('openai')]);
    expect(retries).toMatchObject([{ kind: 'rate-limited' }]);
  });
});

describe('speed is measured between pieces that come one after the other', () => {
  const usage = { prompt_tokens: 5, completion_tokens: 101 };
  const end = [dataEvent({ ...choice({ delta: {}, finish_reason: 'stop' }), usage }), DONE];
  const UNKNOWN = { replyTokens: 101, generateMs: null, tokensPerSecond: null };

  it('a reply that comes in one piece has none', async () => {
    const { reply } = await chat(delta({ content: SAID }), ...end);
    expect(reply).toMatchObject({ ...UNKNOWN, timeToFirstTokenMs: expect.any(Number) });
  });

  it('nor has one whose pieces come together', async () => {
    const { reply } = await chat([...SAID].map((content) => delta({ content })).join('') + end.join(''));
    expect(reply).toMatchObject(UNKNOWN);
  });

  it('nor has a long one that something on the way has kept back', async () => {
    const text = 'うん、好きだよ。'.repeat(500);
    const { reply } = await chat([...text].map((content) => delta({ content })).join('') + end.join(''));
    expect(reply).toMatchObject({ text, ...UNKNOWN });
  });

  it('tokens that came at the beginning do not count', async () => {
    const beginning = delta({ content: 'あ'.repeat(99) });
    const { reply } = await askServer('openai', [{ steps: [beginning, 200, delta({ content: 'い' }), ...end] }]);
    // One of a hundred characters came later, and with it one of a hundred tokens.
    const { tokensPerSecond, generateMs } = reply ?? {};
    expect(((tokensPerSecond ?? 0) * (generateMs ?? 0)) / 1_000).toBeCloseTo(1.01, 6);
  });
});
