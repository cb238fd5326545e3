// The scenarios that come along: enough of them, varied, and true to what each says of its own persona.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPromptTokenizer } from '../dist/backend/llama/prompt-tokenizer.js';
import { loadTemplate } from '../dist/prompt/load.js';
import { promptInput } from '../dist/run/turn.js';
import { loadScenarios } from '../dist/scenario/load.js';
import type { Fact, Scenario } from '../dist/scenario/schema.js';
import { ENVIRONMENT, REPOSITORY, runProgram, temporaryFolder } from './support/cli.ts';
import { SHIPPED } from './support/world.ts';

const LOADED = await loadScenarios(['*'], SHIPPED);
const SCENARIOS = LOADED.map(({ scenario }) => scenario);
const JAPANESE = SCENARIOS.filter(({ persona }) => persona.language === 'ja');

const repliesOf = ({ turns }: Scenario): string[] => turns.flatMap(({ referenceReplies = [] }) => referenceReplies);
const factsOf = ({ turns }: Scenario): string[] =>
  turns.filter(({ probe }) => probe === 'fact').flatMap(({ referenceReplies = [] }) => referenceReplies);
/** With the scenario's name in front of each. */
const faults = (scenarios: readonly Scenario[], find: (scenario: Scenario) => readonly string[]): string[] =>
  scenarios.flatMap((scenario) => find(scenario).map((text) => `${scenario.id}: ${text}`));
const shareOf = (texts: readonly string[], pattern: RegExp): number =>
  texts.filter((text) => pattern.test(text)).length / texts.length;

describe('the catalogue', () => {
  it('holds at least 24 scenarios, 18 of them Japanese, of 5 to 12 turns each', () => {
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(24);
    expect(JAPANESE.length).toBeGreaterThanOrEqual(18);
    expect(SCENARIOS.filter(({ turns }) => turns.length < 5 || turns.length > 12).map(({ id }) => id)).toEqual([]);
  });

  it('has two characters or more for every register, in Japanese', () => {
    const counts = countBy(JAPANESE.map(({ persona }) => persona.register));
    expect(Object.keys(counts).sort()).toEqual(['casual', 'childlike', 'old-fashioned', 'polite', 'rough']);
    expect(Math.min(...Object.values(counts))).toBeGreaterThanOrEqual(2);
  });

  it('probes everything that can be probed in at least three scenarios', async () => {
    const schema = JSON.parse(await readFile(path.join(REPOSITORY, 'schemas/scenario.schema.json'), 'utf8'));
    const known: string[] = schema.properties.turns.items.anyOf[1].properties.probe.enum;
    const counts = countBy(SCENARIOS.flatMap(({ turns }) => [...new Set(turns.map(({ probe }) => probe ?? 'none'))]));
    expect(Object.keys(counts).sort()).toEqual([...known].sort());
    expect(Math.min(...Object.values(counts))).toBeGreaterThanOrEqual(3);
  });

  it('tags every scenario with its language and its register', () => {
    const untrue = SCENARIOS.filter(
      ({ tags, persona }) => !tags.includes(persona.language) || !tags.includes(persona.register),
    );
    expect(untrue.map(({ id }) => id)).toEqual([]);
  });

  it('keeps the digests that earlier runs were played under', () => {
    const digests = Object.fromEntries(LOADED.map(({ scenario, hash }) => [scenario.id, hash.slice(0, 16)]));
    expect(digests).toEqual({
      'anime-fan': '5bcc5e4b895f9964',
      'bakery-clerk': '41eed3bfdf7ed544',
      'cafe-clerk': '5b4ca71e705817fe',
      'childhood-friend': '456544e84a24625a',
      'comedy-partner': '16eceb5b07221702',
      'dorm-roommate': 'c180f81126671103',
      'dungeon-master': 'a8ca1e3e88587867',
      'english-tutor': '8c76e066de67a573',
      'fortune-teller': '0776ac235f884db8',
      'gang-leader': '658c87ec6d5204ac',
      'gyaru-friend': '8f260708e10a4963',
      'homeroom-teacher': 'ee146eea531d43c9',
      'house-cat': 'b42cd1ac4c7720f0',
      'kansai-aunt': '39ddf498f8fb7d1e',
      'kindergarten-boy': 'b7ac91970079fe41',
      'lighthouse-ghost': '7acb6c3a9aa70738',
      'manor-butler': '0a6f5a094da81cf8',
      'night-librarian': 'bc35d304c24f41ee',
      'noble-lady': '50cf6923b095eb50',
      'pirate-captain': '803029836989c01c',
      'repair-robot': 'a84783ed6354dc4c',
      'rock-veteran': '0ee1eb244296c7da',
      'rocket-professor': '0ec890d829202cfc',
      'shadow-ninja': '3a2718a8f9efacda',
      'toy-dinosaur': '077879133207afc7',
      'track-junior': '9326cf97fb42070a',
      'tsundere-classmate': '64d6f173509dc4e7',
      'tts-bot': '1717cb8ebfa9638c',
      'village-elder': '782f6ca378c2d14e',
      'wandering-samurai': '8d41d170b8909a3d',
    });
  });

  it('is listed in lines of at most 105 columns', async () => {
    await using folder = temporaryFolder();
    const { stdout } = await runProgram(['scenarios', 'list'], { directory: folder.path });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBe(SCENARIOS.length + 1);
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(105);
    expect(lines.find((line) => line.startsWith('house-cat'))?.split(/ {2,}/)).toEqual([
      'house-cat',
      '10',
      '10',
      'ja childlike',
      'yakuwarigo facts',
      'おしゃべりな三毛猫',
    ]);
  });
});

describe('the reference replies', () => {
  it('exist for every turn, none of them twice in a scenario', () => {
    expect(
      faults(SCENARIOS, ({ turns }) => turns.filter((turn) => !turn.referenceReplies).map(({ user }) => user)),
    ).toEqual([]);
    const repeated = (scenario: Scenario) =>
      repliesOf(scenario).filter((reply, index, all) => all.indexOf(reply) !== index);
    expect(faults(SCENARIOS, repeated)).toEqual([]);
  });

  it('are no longer than the persona allows, and every persona sets a limit', () => {
    const tooLong = (scenario: Scenario) =>
      repliesOf(scenario).filter((reply) => graphemes(reply) > (scenario.persona.maxReplyCharacters ?? 0));
    expect(faults(SCENARIOS, tooLong)).toEqual([]);
  });

  it('use only the first-person words that the persona may use', () => {
    const bound = SCENARIOS.filter(({ persona }) => persona.firstPerson.length > 0);
    expect(bound.length).toBeGreaterThanOrEqual(20);
    const foreign = (scenario: Scenario) =>
      repliesOf(scenario).filter((reply) =>
        firstPersonsIn(reply).some((word) => !scenario.persona.firstPerson.includes(word)),
      );
    expect(faults(bound, foreign)).toEqual([]);
  });

  it('speak politely where the persona does, and not where it does not', () => {
    const shares = JAPANESE.map((scenario) => ({
      id: scenario.id,
      isPolite: scenario.persona.register === 'polite',
      share: shareOf(repliesOf(scenario).flatMap(sentencesOf), POLITE),
    }));
    expect(shares.filter(({ isPolite, share }) => (isPolite ? share < 0.5 : share > 0.1))).toEqual([]);
  });

  it('answer questions of fact from the persona’s text, where the scenario is tagged "facts"', () => {
    const tagged = SCENARIOS.filter(({ tags }) => tags.includes('facts'));
    expect(tagged.length).toBeGreaterThanOrEqual(20);
    expect(tagged.filter((scenario) => factsOf(scenario).length === 0).map(({ id }) => id)).toEqual([]);
    const invented = (scenario: Scenario) =>
      factsOf(scenario).filter((answer) => !sharesAFact(answer, scenario.persona));
    expect(faults(tagged, invented)).toEqual([]);
  });
});

describe('what the checks read', () => {
  it('are facts that a user line asks for, whose reference replies give the right answer and no wrong one', () => {
    const unsound = (scenario: Scenario) => scenario.persona.facts.flatMap((fact) => mistakesIn(fact, scenario));
    expect(SCENARIOS.filter(({ persona }) => persona.facts.length > 0).length).toBeGreaterThanOrEqual(22);
    expect(faults(SCENARIOS, unsound)).toEqual([]);
  });

  it('are denials that no reference reply contains', () => {
    const denied = (scenario: Scenario) =>
      scenario.persona.traits
        .flatMap(({ deniedBy }) => deniedBy)
        .filter((denial) => repliesOf(scenario).some((reply) => has(reply, denial)));
    expect(
      SCENARIOS.filter(({ persona }) => persona.traits.some(({ deniedBy }) => deniedBy.length > 0)).length,
    ).toBeGreaterThanOrEqual(20);
    expect(faults(SCENARIOS, denied)).toEqual([]);
  });
});

it('fits the embedded model’s context with room for replies, the longest reference reply in every turn', async () => {
  const file = path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q8_0.gguf');
  const { tokenizer, close } = await openPromptTokenizer({
    entry: { spec: { id: 'tiny', backend: 'llama', file, sampling: {} }, file, text: '' },
    gguf: { path: file, place: 'path' },
    world: { environment: ENVIRONMENT, signal: new AbortController().signal },
  });
  const template = await loadTemplate('hitogara-tiny', SHIPPED);
  const sizeOf = async (scenario: Scenario) => {
    const messages = scenario.turns.flatMap(({ user, referenceReplies = [] }) => [
      { role: 'user' as const, content: user },
      { role: 'assistant' as const, content: referenceReplies.toSorted((a, b) => b.length - a.length)[0] ?? '' },
    ]);
    const rendered = await template.render(promptInput(scenario.persona, messages.slice(0, -1)));
    return { id: scenario.id, tokens: (await tokenizer.tokenize(rendered)).tokens.length };
  };
  const sizes = await Promise.all(SCENARIOS.map(sizeOf));
  await close();
  expect(sizes.filter(({ tokens }) => tokens > 900)).toEqual([]);
  expect(Math.min(...sizes.map(({ tokens }) => tokens))).toBeGreaterThan(200);
});

describe('what a persona’s text demands of every reply', () => {
  // The share leaves room for the turns in which a character would drop its manner, such as a grunt or a farewell.
  it.each([
    ['village-elder', /じゃ|のう|わい|ぞ。/, 0.9],
    ['rocket-professor', /じゃ|のう|わい|ぞ。/, 0.9],
    ['wandering-samurai', /ござ|いたす|申す/, 0.8],
    ['shadow-ninja', /ござ/, 0.75],
    ['noble-lady', /わ[。！]|わよ|ますの|のよ|しの？|ですもの|ますわ|になります/, 0.9],
    ['manor-butler', /ござい|ます|ません|ください/, 0.8],
    ['house-cat', /にゃ/, 1],
    ['track-junior', /っす|っした/, 1],
    ['repair-robot', /^ピピッ。/, 1],
    ['dungeon-master', /どうしますか？$/, 0.8],
    ['kansai-aunt', /や|ねん|で[。！、]|へん|ちゃう|ええ|わ。/, 1],
    ['kindergarten-boy', /^[^\p{Script=Han}]+$/u, 1],
    ['english-tutor', /[A-Za-z]{3}/, 1],
    ['tts-bot', /^[^・*#「」『』（）\n]+$/, 1],
    ['lighthouse-ghost', /\b(thou|thee|thy|dost|doth)\b/i, 0.7],
  ] as const)('is done by the reference replies of %s', (id, manner, least) => {
    const [scenario] = SCENARIOS.filter((each) => each.id === id);
    if (!scenario) throw new Error(`there is no scenario ${id}`);
    expect(shareOf(repliesOf(scenario), manner)).toBeGreaterThanOrEqual(least);
  });
});

it('finds first-person words, and not the words that only contain their letters', () => {
  expect(firstPersonsIn('俺は行くけど、わたしとあたしの分は？オレと僕も。')).toEqual([
    '俺',
    'わたし',
    'あたし',
    'オレ',
    '僕',
  ]);
  expect(firstPersonsIn('わしは寝る。それがしと拙者、当機')).toEqual(['わし', 'それがし', '拙者', '当機']);
  expect(firstPersonsIn('私立校で交わした約束、公僕、あたしか、オレンジ、くわしい話')).toEqual([]);
});

function has(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function mistakesIn({ fact, asked, answers, wrong }: Fact, { turns }: Scenario): string[] {
  const asking = turns.filter(({ user }) => asked.some((words) => has(user, words)));
  if (asking.length === 0) return [`nobody asks: ${fact}`];
  const twofold = wrong.filter((value) => answers.some((answer) => has(answer, value)));
  const replies = asking.flatMap(({ referenceReplies = [] }) => referenceReplies);
  const untrue = replies.filter(
    (reply) => !answers.some((answer) => has(reply, answer)) || wrong.some((value) => has(reply, value)),
  );
  return [...twofold.map((value) => `right and wrong: ${value}`), ...untrue];
}

const POLITE =
  /(です|ます|ました|ません|でした|でしょう|ください|くださいませ|ましょう|まし|ませ)(か|ね|よ|わ|の|わよ|のよ|よね|かね)*[。！？!?]?$/;

const KANJI_WORDS = '俺|僕|私|儂|拙者|吾輩|我輩|小生|当機';
const KATAKANA_WORDS = 'オレ|ボク|ワシ|ワタシ|オイラ';
const KANA_WORDS = 'わたくし|わたし|あたし|あたい|ぼく|わし|おいら|それがし|あーし';
/** A word of kana is one only between a boundary and a particle or a boundary; うち, 自分 and 余 mean too much else. */
const FIRST_PERSON = new RegExp(
  [
    `(?<!\\p{Script=Han})(?:${KANJI_WORDS})(?!\\p{Script=Han})`,
    `(?<![\\p{Script=Katakana}ー])(?:${KATAKANA_WORDS})(?![\\p{Script=Katakana}ー])`,
    `(?<![\\p{Script=Hiragana}\\p{Script=Han}])(?:${KANA_WORDS})(?=[はがのもをにとでねっ、。！？…]|$)`,
    `(?<=[はがのもをにとで])(?:${KANA_WORDS})(?=[はがのもをにと])`,
  ].join('|'),
  'gu',
);

function firstPersonsIn(text: string): string[] {
  return [...text.matchAll(FIRST_PERSON)].map(([word]) => word);
}

/** Two characters in a row that carry meaning, or three of any kind, or a word of four letters, that the persona's text has too. */
function sharesAFact(answer: string, { name, instruction }: Scenario['persona']): boolean {
  const told = instruction.replaceAll(name, '').toLowerCase();
  const pieces = answer
    .replaceAll(name, '')
    .toLowerCase()
    .matchAll(/(?=([\p{Script=Han}\p{Script=Katakana}]{2}|\p{Script=Hiragana}{3}|\b[a-z0-9]{4,}))/gu);
  return [...pieces].some(([, piece = '']) => told.includes(piece));
}

function sentencesOf(reply: string): string[] {
  return reply
    .replace(/「[^」]*」/g, '')
    .split(/(?<=[。！？])/)
    .filter((sentence) => /[\p{Script=Hiragana}]/u.test(sentence));
}

function graphemes(text: string): number {
  return [...new Intl.Segmenter('ja', { granularity: 'grapheme' }).segment(text)].length;
}

function columnsOf(line: string): number {
  return [...line].reduce((sum, character) => sum + (character.charCodeAt(0) > 0x2000 ? 2 : 1), 0);
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
