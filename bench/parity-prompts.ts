// Prompts of the scenarios that come along, as token ids, through the embedded model's own template. Start at `openPromptSource`.
import { openPromptTokenizer } from '../dist/backend/llama/prompt-tokenizer.js';
import type { Message } from '../dist/core/message.js';
import { loadTemplate } from '../dist/prompt/load.js';
import { promptText } from '../dist/prompt/prompt.js';
import { messageFor, promptInput } from '../dist/run/turn.js';
import { loadScenarios } from '../dist/scenario/load.js';
import type { Scenario } from '../dist/scenario/schema.js';
import { thisProcess } from '../dist/this-process.js';
import { repository } from './places.ts';

const TEMPLATE = 'hitogara-tiny';
const PLACES = { workingDirectory: repository, packageDirectory: repository };
/** Whose lines the conversations of several turns say. */
const TALKER = 'anime-fan';
/** Said three times, with the same reply: here a model repeats itself, and what holds it back has something to do. */
const REPEATED = 'anime-fan';
/** Scenario, and how many turns have been said before. The first and the repeated one are short: every case is played on them. */
const REPLY_PROMPTS = [
  ['cafe-clerk', 1],
  ['tsundere-classmate', 4],
  ['village-elder', 3],
  ['gyaru-friend', 0],
] as const;
const LONG_TOKENS = 900;
const PLAIN_PROMPTS = 50;

export interface ParityPrompt {
  name: string;
  text: string;
  tokens: number[];
}

export interface PromptSource {
  scenarios: readonly Scenario[];
  /** What the user says in the conversations of several turns. */
  lines: readonly string[];
  /** @param scenario whose persona is spoken to; default: the one of `lines` */
  prompt(messages: readonly Message[], scenario?: Scenario): Promise<{ text: string; tokens: number[] }>;
  messageFor(reply: string): Message;
  close(): Promise<void>;
}

export async function openPromptSource(file: string): Promise<PromptSource> {
  const scenarios = (await loadScenarios(['*'], PLACES)).map(({ scenario }) => scenario);
  const template = await loadTemplate(TEMPLATE, PLACES);
  const { tokenizer, close } = await openPromptTokenizer({
    entry: { spec: { id: 'tiny', backend: 'llama', file, sampling: {} }, file, text: '' },
    gguf: { path: file, place: 'path' },
    world: thisProcess(PLACES),
  });
  const talker = named(TALKER, scenarios);
  return {
    scenarios,
    lines: talker.turns.map(({ user }) => user),
    async prompt(messages, { persona } = talker) {
      const rendered = await template.render(promptInput(persona, messages));
      if (rendered.kind !== 'text') throw new Error(`${TEMPLATE} writes no text`);
      const { tokens } = await tokenizer.tokenize(rendered);
      return { text: promptText(rendered.parts), tokens };
    },
    messageFor: (reply) => messageFor(reply, template.history),
    async close() {
      await Promise.all([template.close(), close()]);
    },
  };
}

/** The prompts that are replied to. */
export async function replyPrompts(source: PromptSource): Promise<ParityPrompt[]> {
  const [first, ...others] = REPLY_PROMPTS;
  return [
    await promptOf(first, source),
    await repeatedPrompt(source),
    ...(await Promise.all(others.map((one) => promptOf(one, source)))),
    await longPrompt(source),
  ];
}

async function promptOf([id, turns]: (typeof REPLY_PROMPTS)[number], source: PromptSource): Promise<ParityPrompt> {
  const scenario = named(id, source.scenarios);
  const prompt = await source.prompt(messagesOf(scenario, turns), scenario);
  return { name: `${id}, turn ${turns + 1}`, ...prompt };
}

async function repeatedPrompt(source: PromptSource): Promise<ParityPrompt> {
  const scenario = named(REPEATED, source.scenarios);
  const [turn] = scenario.turns;
  const once = messagesOf({ ...scenario, turns: turn ? [turn, turn] : [] }, 1).slice(0, -1);
  const prompt = await source.prompt([...once, ...once, ...once.slice(0, 1)], scenario);
  return { name: `${REPEATED}, repeated`, ...prompt };
}

/** Everything that is said in one scenario after another, until it fills two batches. */
async function longPrompt(source: PromptSource): Promise<ParityPrompt> {
  const said: Message[] = [];
  let longest = { text: '', tokens: [] as number[] };
  for (const scenario of source.scenarios) {
    for (const message of messagesOf(scenario, scenario.turns.length - 1)) {
      said.push(message);
      if (message.role !== 'user') continue;
      const prompt = await source.prompt(said);
      if (prompt.tokens.length > LONG_TOKENS) return { name: `${longest.tokens.length} tokens`, ...longest };
      longest = prompt;
    }
  }
  throw new Error(`all scenarios together have less than ${LONG_TOKENS} tokens`);
}

/** Prompts for the tokenizer alone: the first lines of every scenario. */
export async function plainPrompts(source: PromptSource): Promise<{ text: string; tokens: number[] }[]> {
  const prompts: { text: string; tokens: number[] }[] = [];
  for (let turn = 0; prompts.length < PLAIN_PROMPTS; turn++) {
    for (const scenario of source.scenarios.slice(0, PLAIN_PROMPTS - prompts.length)) {
      const { user } = scenario.turns[turn] ?? {};
      if (user === undefined) continue;
      prompts.push(await source.prompt([{ role: 'user', content: user }], scenario));
    }
  }
  return prompts;
}

function messagesOf({ id, turns }: Scenario, before: number): Message[] {
  const messages = turns.slice(0, before + 1).flatMap(({ user, referenceReplies = [] }): Message[] => [
    { role: 'user', content: user },
    { role: 'assistant', content: referenceReplies[0] ?? '' },
  ]);
  if (messages.length !== 2 * (before + 1)) throw new Error(`${id} has no turn ${before + 1}`);
  return messages.slice(0, -1);
}

function named(id: string, scenarios: readonly Scenario[]): Scenario {
  const scenario = scenarios.find((candidate) => candidate.id === id);
  if (!scenario) throw new Error(`there is no scenario ${id}`);
  return scenario;
}
