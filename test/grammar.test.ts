// What a grammar or a JSON schema lets through, in our reading of it and in llama.cpp's, and what the embedded model then says.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostedSampling, NO_WIRE_SWITCHES, wireSampling } from '../dist/backend/hosted/hosted-sampling.js';
import { loadEngine, type PlayingEngine, playing } from '../dist/backend/llama/process/engine.js';
import type { OpenedLlamaCpp } from '../dist/backend/llama/process/open-llama-cpp.js';
import { openSessions, type Sessions } from '../dist/backend/llama/process/sessions.js';
import { effectiveSampling } from '../dist/backend/llama/sampling.js';
import { samplingNamesOf } from '../dist/backend/openai/servers.js';
import type { Sampling } from '../dist/core/sampling.js';
import { readGbnf } from '../dist/grammar/gbnf.js';
import { integersBetween } from '../dist/grammar/integer-range.js';
import { gbnfOfJsonSchema } from '../dist/grammar/json-schema.js';
import { GrammarProblem } from '../dist/grammar/problem.js';
import { REPOSITORY, temporaryFolder } from './support/cli.ts';
import { ENGINE_OPTIONS } from './support/engine-tokenizer.ts';
import { quietLlamaCpp } from './support/quiet-llama-cpp.ts';
import { randomFrom } from './support/random.ts';
import { toyModel } from './support/toy-model.ts';
import { NOT_A_NUMBER } from './support/toys.ts';

const file = `${REPOSITORY}/models/tiny/hitogara-tiny-q8_0.gguf`;
let llama: OpenedLlamaCpp;
let model: Opened;

beforeAll(async () => {
  llama = await quietLlamaCpp();
  model = await open(file);
});
afterAll(() => model.engine.close());

interface Opened {
  engine: PlayingEngine;
  sessions: Sessions;
}

async function open(path: string, parallel = 1): Promise<Opened> {
  const engine = playing(await loadEngine({ ...ENGINE_OPTIONS, path, parallel, contextSize: 512 }, llama));
  return { engine, sessions: openSessions({ engine, onSign() {}, restingSteps: 0, cpuTime: () => 0 }) };
}

/** Hot and uncut: every token has a chance. */
const HOT: Sampling = { temperature: 2, topK: 0, topP: 1, minP: 0, maxTokens: 100 };
const SEEDS = [1, 2, 3];

interface Said {
  text: string;
  end: string;
}

async function repliesTo(sampling: Sampling): Promise<Said[]> {
  const all: Said[] = [];
  for (const seed of SEEDS) all.push(await reply(sampling, seed));
  return all;
}

async function reply(sampling: Sampling, seed: number, stop: string[] = [], opened = model): Promise<Said> {
  opened.sessions.begin(0);
  return replyIn(0, sampling, { seed, stop, opened });
}

async function replyIn(
  session: number,
  sampling: Sampling,
  { seed, stop, opened: { engine, sessions } }: { seed: number; stop: string[]; opened: Opened },
): Promise<Said> {
  const { text, finishReason } = await sessions.reply({
    ...{ session, prompt: engine.model.table.tokenize('元気？', true), sharedTokens: 0, stop, trace: false, seed },
    sampling: effectiveSampling({ ...HOT, ...sampling }),
    ...{ onStart() {}, onToken() {}, onPromptEnd() {}, signal: new AbortController().signal },
  });
  return { text, end: finishReason.unified === 'error' ? finishReason.raw : finishReason.unified };
}

const SMALL = { type: 'integer', minimum: 0, maximum: 9 };
const SCHEMAS: Record<string, Record<string, unknown>> = {
  'a boolean': { type: 'boolean' },
  null: { type: 'null' },
  'one of several values': { enum: ['a', 'うん', '"\\\n', 3.5, null] },
  'a constant': { const: { a: [1, 'x'] } },
  'whole numbers around zero': { type: 'integer', minimum: -25, maximum: 1234 },
  'whole numbers up to a bound': { type: 'integer', maximum: -105 },
  'whole numbers from a bound on': { type: 'integer', exclusiveMinimum: 104 },
  'a number': { type: 'number' },
  'a text': { type: 'string', minLength: 3, maxLength: 8 },
  'several types': { type: ['string', 'null', 'integer'], maxLength: 5, minimum: 7 },
  'a list': { type: 'array', items: SMALL, minItems: 2, maxItems: 4 },
  'a list that may be empty': { type: 'array', items: { type: 'boolean' }, maxItems: 1 },
  'an empty list': { type: 'array', maxItems: 0 },
  'a verdict': {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...{ type: 'object', required: ['reason', 'score'], additionalProperties: false },
    properties: { reason: { type: 'string', maxLength: 20 }, score: { type: 'integer', minimum: 1, maximum: 5 } },
  },
  'optional properties': {
    ...{ type: 'object', required: ['b'] },
    properties: { a: { type: 'boolean' }, b: { type: 'null' }, 'c"\\': SMALL, d: SMALL },
  },
  'only optional properties': { type: 'object', properties: { a: { type: 'boolean' }, b: { type: 'null' } } },
  'no properties': { type: 'object', properties: {} },
  alternatives: {
    anyOf: [SMALL, { type: 'object', properties: { x: { $ref: '#/$defs/v' } }, required: ['x'] }],
    $defs: { v: { enum: ['A', 'B'] } },
  },
  'a schema within itself': {
    $ref: '#/definitions/list',
    definitions: {
      list: {
        type: 'object',
        properties: { v: SMALL, next: { oneOf: [{ type: 'null' }, { $ref: '#/definitions/list' }] } },
        required: ['v', 'next'],
      },
    },
  },
};

describe('a reply to a JSON schema', () => {
  it.each(Object.entries(SCHEMAS))('is JSON that the schema describes: %s', async (_name, jsonSchema) => {
    const isValid = new Ajv({ strict: false }).compile(jsonSchema);
    const replies = await repliesTo({ jsonSchema });
    const ended = replies.filter(({ end }) => end === 'stop');
    expect(ended.length).toBeGreaterThan(0);
    for (const { text } of ended) expect({ text, isValid: isValid(JSON.parse(text)) }).toEqual({ text, isValid: true });
  });
});

describe('a reply to a grammar', () => {
  it.each([
    ['root ::= "yes" | "no"', /^(?:yes|no)$/],
    ['root ::= word (" " word){1,3} "。"\nword ::= [あ-お]{2,}', /^[あ-お]{2,}(?: [あ-お]{2,}){1,3}。$/],
    // Bytes of which characters outside the vocabulary are made.
    ['root ::= "☃🦊" [🦊-🦓] # foxes', /^☃🦊[🦊-🦓]$/u],
    ['root ::= [^あ-ん\\n]{3} .', /^[^あ-ん\n]{3}.$/su],
    ['root ::= ("x"? )* "y"', /^x*y$/],
    ['root ::= !<[300]> "z"', /z$/],
  ])('is one of its texts: %s', async (grammar, pattern) => {
    const replies = await repliesTo({ grammar });
    const ended = replies.filter(({ end }) => end === 'stop');
    expect(ended.length).toBeGreaterThan(0);
    for (const { text } of ended) expect(text).toMatch(pattern);
  });

  it('ends at a stop string and at the limit as any other', async () => {
    const grammar = 'root ::= [a-c]+';
    expect(await reply({ grammar, maxTokens: 4, logitBias: {} }, 1)).toMatchObject({
      text: expect.stringMatching(/^[a-c]+$/),
    });
    const stopped = await reply({ grammar: 'root ::= "ab" "cd" "ef"' }, 1, ['cd']);
    expect(stopped).toEqual({ text: 'ab', end: 'stop' });
  });

  it('fails where other settings leave nothing that the grammar allows', async () => {
    const grammar = `root ::= <[${model.engine.model.table.tokenize('うん', true).join()}]>`;
    for (const cut of [{}, { topK: 3, topP: 0.5, minP: 0.1 }, { temperature: 0 }, { mirostat: 2 }])
      await expect(reply({ ...cut, grammar, logitBias: { うん: 'never' } }, 1)).rejects.toMatchObject({
        code: 'generation-failed',
        isFatal: false,
        message: 'the grammar allows none of the tokens that the other settings leave',
      });
    // The process and its model live on.
    expect(await reply({ grammar }, 1)).toEqual({ text: 'うん', end: 'stop' });
  });

  it('holds for each of several at once', async () => {
    const two = await open(file, 2);
    try {
      for (const session of [0, 1]) two.sessions.begin(session);
      const replies = await Promise.all([
        replyIn(0, { grammar: 'root ::= ("はい" | "いいえ") "。"' }, { seed: 1, stop: [], opened: two }).finally(() =>
          two.sessions.leave(0),
        ),
        replyIn(1, { grammar: 'root ::= [0-9]{8}' }, { seed: 1, stop: [], opened: two }),
      ]);
      expect(replies.map(({ text }) => text)).toEqual([
        expect.stringMatching(/^(?:はい|いいえ)。$/),
        expect.stringMatching(/^\d{8}$/),
      ]);
    } finally {
      two.engine.close();
    }
  });

  it('fails as without a grammar where logits are not numbers', async () => {
    await using folder = temporaryFolder();
    await folder.write('numberless.gguf', toyModel(NOT_A_NUMBER));
    const ill = await open(path.join(folder.path, 'numberless.gguf'));
    try {
      expect(await reply({ grammar: 'root ::= "うん"' }, 1, [], ill)).toEqual({ text: '', end: 'nan-logits' });
    } finally {
      ill.engine.close();
    }
  });

  it('is refused where a token does not exist', async () => {
    await expect(reply({ grammar: 'root ::= <no such token>' }, 1)).rejects.toMatchObject({
      isFatal: true,
      message: expect.stringMatching(/^grammar: <no such token> is \d+ tokens in this vocabulary, not one$/),
    });
  });

  it('cannot be asked for together with a JSON schema', () => {
    expect(() => effectiveSampling({ grammar: 'root ::= "a"', jsonSchema: { type: 'null' } })).toThrow(
      'grammar and jsonSchema cannot be used together\n  Keep one of them.',
    );
  });
});

describe('a grammar for an API', () => {
  const settings = (server: 'llama-server' | 'openai') => ({
    ...{ api: server, names: samplingNamesOf(server), switches: NO_WIRE_SWITCHES, ignoreUnsupported: false },
  });

  it('goes to a llama-server under its names', () => {
    const jsonSchema = { type: 'null' };
    const sampling = hostedSampling({ jsonSchema }, settings('llama-server'));
    expect(wireSampling(sampling, samplingNamesOf('llama-server'))).toEqual({ json_schema: jsonSchema });
    expect(() => hostedSampling({ jsonSchema, grammar: 'root ::= "a"' }, settings('llama-server'))).toThrow(
      'grammar and jsonSchema cannot be used together',
    );
  });

  it('is refused by name elsewhere', () => {
    expect(() => hostedSampling({ grammar: 'root ::= "a"' }, settings('openai'))).toThrow(
      'openai does not support grammar\n',
    );
  });
});

describe('reading GBNF', () => {
  it.each([
    ['root = "a"', 'line 1, column 6: expected ::='],
    ['root ::= "a', 'line 1, column 12: the text ends too early'],
    ['root ::= "\\q"', 'line 1, column 11: there is no such escape: \\q'],
    ['root ::= a\n\na ::= ("b" | "c"', 'line 3, column 17: expected )'],
    ['root ::= *', 'line 1, column 11: there is nothing before it that could be repeated'],
    ['root ::= "a"{3,1}', 'line 1, column 18: at least 3 and at most 1 is not possible'],
    ['root ::= "a"{x}', 'line 1, column 14: expected a whole number'],
    [
      'root ::= ("a"{0,50}){50}',
      'line 1, column 25: is repeated too often: llama.cpp takes fewer than 2000 repetitions of an item, and fewer of a group',
    ],
    ['root ::= a\na ::= b', 'there is no rule "b"'],
    ['start ::= "a"', 'there is no rule "root"'],
    ['# nothing', 'there is no rule "root"'],
    ['root ::= "a" }', 'line 1, column 14: expected a line break or the end'],
    ['root ::= "a\0"', 'contains the character U+0000'],
    [`root ::= ${'('.repeat(2_000)}`, 'line 1, column 111: there are more than 100 groups inside each other'],
    ['root ::= list\nlist ::= list "a" | "a"', beginsWithItself('list')],
    ['root ::= a\na ::= b "x"\nb ::= a | "y"', beginsWithItself('a')],
    ['root ::= "x"? root "y" | "z"', beginsWithItself('root')],
    // llama.cpp does not see this one, and would never come to an end.
    ['root ::= a root "y" | "x"\na ::= b\nb ::= "z" |', beginsWithItself('root')],
    [doubling(30), 'its rules begin with each other in too many ways; llama.cpp would take forever'],
  ])('says what is wrong: %s', (text, problem) => {
    expect(problemOf(() => readGbnf(text))).toBe(problem);
  });

  it('takes what llama.cpp takes and no more, in texts with mistakes of all kinds', () => {
    const random = randomFrom(7);
    const texts = Array.from({ length: 1_500 }, (_, index) => mistaken(SOUND[index % SOUND.length] ?? '', random));
    const read = texts
      .map((text) => ({ text, problem: problemOf(() => readGbnf(text)) }))
      // What only we refuse must not reach llama.cpp; what it lacks tokens for we cannot know.
      .filter(
        ({ text, problem }) =>
          !/not possible|too often|itself|too many ways/.test(problem ?? '') && !/<[^[]/.test(text),
      );
    const { stdout } = spawnSync('node', [GBNF_TAKEN, file], {
      input: JSON.stringify(read.map(({ text }) => text)),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const taken: boolean[] = JSON.parse(stdout);
    const differing = read.filter(({ problem }, index) => (problem === null) !== taken[index]);
    expect(differing).toEqual([]);
    expect(Math.min(taken.filter(Boolean).length, taken.filter((each) => !each).length)).toBeGreaterThan(150);
  });
});

const GBNF_TAKEN = path.join(REPOSITORY, 'test/support/gbnf-taken.mjs');

const SOUND = [
  'root ::= "a" [b-d]+ ("e" | x){2,3}\nx ::= [^\\]\\x41\\u3042-] . # end\n',
  'root::=(x|y)*\r\nx ::=\n "\\"\\\\\\n" [a-z-]\n\ny ::= x? <[12]> !<[3]>',
  gbnfOfJsonSchema(SCHEMAS['optional properties']),
];

/** Up to three characters lost, doubled, or put in. */
function mistaken(text: string, random: () => number): string {
  const pick = (length: number): number => Math.floor(random() * length);
  let result = text;
  for (let left = 1 + pick(3); left > 0; left--) {
    const at = pick(result.length);
    const put = ['', result.charAt(at).repeat(2), '"()[]{}*+?|:=!<>\\-#\n ax19^.,'.charAt(pick(29))][pick(3)];
    result = result.slice(0, at) + put + result.slice(at + 1);
  }
  return result;
}

function beginsWithItself(name: string): string {
  return `the rule "${name}" begins with itself; write what repeats behind what comes first`;
}

/** Rules of which each begins with the next in two ways. */
function doubling(rules: number): string {
  const names = Array.from({ length: rules }, (_, index) => `r${index}`);
  return [
    'root ::= r0',
    ...names.map((name, index) => `${name} ::= ${names[index + 1] ?? '"a"'} "b" | ${names[index + 1] ?? '"c"'}`),
  ].join('\n');
}

describe('a JSON schema as GBNF', () => {
  it.each<[unknown, string]>([
    [{ type: 'string', pattern: '^a$' }, 'pattern: this part of JSON Schema is not supported here'],
    [{ type: 'number', minimum: 1 }, 'minimum: this part of JSON Schema is not supported here'],
    [
      { type: 'object', properties: { a: { format: 'date', type: 'string' } } },
      'properties.a.format: this part of JSON Schema is not supported here',
    ],
    [
      { type: 'object', additionalProperties: true },
      'additionalProperties: this part of JSON Schema is not supported here',
    ],
    [{ type: 'object', properties: {}, required: ['a'] }, 'required.0: there is no property "a"'],
    [{ anyOf: [{ type: 'null' }, { type: 'text' }] }, 'anyOf.1.type: there is no such type: "text"'],
    [{ properties: {} }, ': has no type'],
    [{ enum: [] }, 'enum: is not a list with items'],
    [{ type: [] }, 'type: is not a list with items'],
    [
      { type: 'object', properties: { b: { type: 'null' }, 1: { type: 'null' } } },
      'properties.1: a name that is a number loses its place among the others: put a letter in front of it',
    ],
    [{ type: 'integer', enum: [1, 2.5] }, 'enum.1: is not of the type integer'],
    [
      { type: 'array', items: { $ref: '#/$defs/a' } },
      'items.$ref: there is no "#/$defs/a" under $defs or definitions of this schema',
    ],
    [
      { $ref: '#/$defs/a', $defs: { a: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/a' }] } } },
      '$defs.a.anyOf.1.$ref: refers to itself',
    ],
    [{ type: 'string', minLength: 3, maxLength: 2 }, 'maxLength: at least 3 and at most 2 is not possible'],
    [{ type: 'string', maxLength: 2_000 }, 'maxLength: is not a whole number from 0 to 1999'],
    [{ type: 'integer', minimum: 0.5 }, 'minimum: is not a whole number that a double can hold'],
    [['string'], ': is not an object'],
  ])('is refused by name and path where it says more than is known here: %j', (schema, problem) => {
    expect(problemOf(() => gbnfOfJsonSchema(schema), true)).toBe(problem);
  });

  it('has all whole numbers between two bounds, and no others', () => {
    const random = randomFrom(3);
    const pick = (): number => Math.floor((random() - 0.4) * 10 ** Math.floor(1 + random() * 4));
    for (let index = 0; index < 300; index++) {
      const [first, second] = [pick(), pick()];
      const [low, high] = [Math.min(first, second), Math.max(first, second)];
      for (const [least, most] of [
        [low, high],
        [low, null],
        [null, high],
      ] as const) {
        const pattern = asPattern(integersBetween(least, most));
        const near = [low, high, 0, -low, -high, low * 10, high * 10, pick(), pick()];
        for (const value of near.flatMap((each) => [each - 1, each, each + 1])) {
          const isInside = (least === null || value >= least) && (most === null || value <= most);
          const text = String(value);
          expect({ least, most, text, isTaken: pattern.test(text) }).toEqual({ least, most, text, isTaken: isInside });
        }
        expect(['007', '-05', '00', '', '-', '1.0', '12345678901234567'].filter((text) => pattern.test(text))).toEqual(
          [],
        );
      }
    }
  });
});

/** A rule without other rules in it is nearly a regular expression. */
function asPattern(rule: string): RegExp {
  return new RegExp(`^(?:${rule.replaceAll(/[" ]/g, '')})$`);
}

function problemOf(read: () => unknown, withPath = false): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (!(error instanceof GrammarProblem)) throw error;
    return withPath ? `${error.path.join('.')}: ${error.message}` : error.message;
  }
}
