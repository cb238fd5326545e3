// Checks one template against one vocabulary and says what is wrong. Plays nothing, loads no weights. Start at `diagnose`.
import type { PromptTokenizer } from '../backend/backend.ts';
import { ModelFailure } from '../core/errors.ts';
import { isGgufSelector } from '../prompt/gguf-template.ts';
import type { PromptInput, PromptTemplate } from '../prompt/prompt.ts';
import { type Finding, worstFirst } from './finding.ts';
import { dropsPersona, type FamilyFormat, failureOf, isEndless, type Material, type Readings } from './material.ts';
import { readTalk } from './reading.ts';
import type { ReferenceConversation } from './reference-conversation.ts';
import { bosRule } from './rules/bos.ts';
import { differenceRule } from './rules/difference.ts';
import { familyRule } from './rules/family.ts';
import { flawsRule } from './rules/flaws.ts';
import { messagesRule } from './rules/messages.ts';
import { personaRule } from './rules/persona.ts';
import { renderingRule } from './rules/rendering.ts';
import { type Room, roomRule } from './rules/room.ts';
import { stopsRule } from './rules/stops.ts';
import { turnsRule } from './rules/turns.ts';
import { vocabularyRule } from './rules/vocabulary.ts';
import { type TalkName, talksFor, WITH_PERSONA } from './talks.ts';

export interface Diagnosed {
  template: PromptTemplate;
  tokenizer: PromptTokenizer;
  /** The format known from the model's name; null: none. */
  family: FamilyFormat | null;
  /** The conversation that the context must hold, and replies that no stop string may cut. */
  references: readonly ReferenceConversation[];
  signal: AbortSignal;
}

const ALL: readonly TalkName[] = ['first', 'bare', 'second', 'sixth', 'bareSecond', 'hostile', 'twice'];
/** Enough for the check at the start of every run. */
const FEW: readonly TalkName[] = ['first', 'bare', 'second', 'bareSecond'];

/**
 * @returns worst first
 * @throws ModelFailure when the model process is gone, or `interrupted`
 */
export async function diagnose(subject: Diagnosed, depth: 'whole' | 'quick' = 'whole'): Promise<Finding[]> {
  const material = await gather(subject, depth === 'whole' ? ALL : FEW);
  const replies = subject.references.flatMap(({ turns }) => turns.map(({ reply }) => reply));
  return worstFirst([
    ...flawsRule(subject.tokenizer.vocabulary.flaws),
    ...renderingRule(material),
    ...personaRule(material),
    ...messagesRule(material),
    ...bosRule(material),
    ...turnsRule(material),
    ...(await vocabularyRule(material)),
    ...stopsRule(material, replies),
    ...differenceRule(material),
    ...familyRule(material),
    ...(depth === 'whole' ? roomRule(await roomFor(subject), subject.tokenizer.contextSize) : []),
  ]);
}

async function gather(
  { template, tokenizer, family, signal }: Diagnosed,
  names: readonly TalkName[],
): Promise<Material> {
  const talks = talksFor(tokenizer.vocabulary.specials.map(({ text }) => text));
  const readAll = async (
    through: PromptTemplate,
    which: readonly TalkName[] = names,
    prepare = (input: PromptInput) => input,
  ): Promise<Readings> => {
    const readings: Readings = {};
    for (const name of which) {
      if (signal.aborted) throw new ModelFailure('interrupted', 'the examination was interrupted');
      readings[name] = await readTalk(through, prepare(talks[name]), tokenizer);
      // A template that never finishes takes its whole time limit for each of them.
      const failure = failureOf(readings, 'first');
      if (failure && (isEndless(failure) || failureOf(readings, 'bare'))) break;
    }
    return readings;
  };
  const material = {
    template,
    readings: await readAll(template),
    tokenizer,
    own: null,
    family: family && { ...family, readings: await readAll(family.template) },
  };
  if (tokenizer.chatTemplate === null || isGgufSelector(template.id)) return material;
  const own = await tokenizer.openOwnTemplate('system');
  try {
    const readings = await readAll(own);
    const withPersona = names.filter((name) => WITH_PERSONA.includes(name));
    const folded = dropsPersona(readings) ? await readAll(own, withPersona, withFoldedPersona) : {};
    return { ...material, own: { template: own, readings, folded } };
  } finally {
    await own.close();
  }
}

/**
 * What such a template is made for: it writes its preamble if there is a system message, but drops that message's text, so the persona has
 * to be in the first user message.
 */
function withFoldedPersona(input: PromptInput): PromptInput {
  const [first, ...rest] = input.messages;
  if (!first || input.system === null) return input;
  return { ...input, messages: [{ ...first, content: `${input.system}\n${first.content}` }, ...rest] };
}

/** Turns of a realistic chat. */
const TURNS = 8;

async function roomFor({ template, tokenizer, references }: Diagnosed): Promise<Room | null> {
  let greatest: Room | null = null;
  for (const { id, turns, greeting, ...persona } of references) {
    const some = turns.slice(0, TURNS);
    const last = some.at(-1);
    if (!last) continue;
    const history = some.slice(0, -1).flatMap(({ user, reply }) => [
      { role: 'user' as const, content: user },
      { role: 'assistant' as const, content: reply },
    ]);
    const opening = greeting === undefined ? [] : [{ role: 'assistant' as const, content: greeting }];
    const input = { ...persona, messages: [...opening, ...history, { role: 'user' as const, content: last.user }] };
    const reading = await readTalk(template, input, tokenizer);
    if ('failure' in reading) continue;
    const reply = { source: 'data', text: last.reply } as const;
    const { tokens } = await tokenizer.tokenize({ ...reading.prompt, parts: [...reading.prompt.parts, reply] });
    if (tokens.length > (greatest?.needed ?? 0)) greatest = { scenario: id, turns: some.length, needed: tokens.length };
  }
  return greatest;
}
