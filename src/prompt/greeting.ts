// Whether a format can begin with the character: some only know pairs of a user's message and its answer, and would lose the persona, or
// leave the character's first words unmarked. Found by rendering, so that it holds for every template. Start at `greetingObstacle`.
import { ModelFailure, UserError } from '../core/errors.ts';
import type { Message } from '../core/message.ts';
import { say, type Text } from '../words/text.ts';
import { PersonaDropped } from './gguf-template.ts';
import { type PromptInput, type PromptTemplate, promptText, type RenderedPrompt } from './prompt.ts';

const PERSONA = '港の灯台の番人';
const BEFORE = 'こんばんは';
const REPLY = 'まだ起きてる';
const GREETING = 'おや旅の人か';
const AFTER = '霧の夜は静かだ';

/**
 * Compares the prompt of a conversation that begins with the character with that of one that begins with the user. The persona must come
 * first; between it and the greeting, the format must write the same mark as before any other reply of the character, and after the
 * greeting the same as after any other reply.
 * @param told how the template is used besides
 * @returns what speaks against it, as half a sentence; null: nothing
 * @throws ModelFailure, UserError if a conversation that begins with the user cannot be rendered either
 */
export async function greetingObstacle(
  template: PromptTemplate,
  told: Pick<PromptInput, 'thinking' | 'variables'> = {},
): Promise<Text | null> {
  const render = (messages: readonly Message[]): Promise<RenderedPrompt> =>
    template.render({ system: PERSONA, user: '旅人', char: '番人', messages, ...told });
  const after = { role: 'user', content: AFTER } as const;
  const usual = await render([{ role: 'user', content: BEFORE }, { role: 'assistant', content: REPLY }, after]);
  let greeted: RenderedPrompt;
  try {
    greeted = await render([{ role: 'assistant', content: GREETING }, after]);
  } catch (error) {
    if (error instanceof PersonaDropped) return MISPLACED;
    if (!(error instanceof ModelFailure || error instanceof UserError)) throw error;
    return say('it refuses a conversation that the character begins ({reason})', { reason: error.message });
  }
  if (greeted.kind === 'text') return usual.kind === 'text' ? obstacleIn(template, greeted, usual) : null;
  if (greeted.messages.length < 2) return NO_ROOM;
  return greeted.system === PERSONA ? null : MISPLACED;
}

const NO_ROOM = say('it has no room for anything but the last message');
const MISPLACED = say('its persona belongs into a message of the user, and would be lost or come after the greeting');
const UNMARKED = say('it marks what the character says only as the answer to a message of the user');

type TextPrompt = Extract<RenderedPrompt, { kind: 'text' }>;

function obstacleIn({ persona }: PromptTemplate, greeted: TextPrompt, usual: TextPrompt): Text | null {
  const [ours, other] = [promptText(greeted.parts), promptText(usual.parts)];
  if (!ours.includes(GREETING)) return NO_ROOM;
  if (persona === 'first-user' || persona === 'last-user') return MISPLACED;
  const [before = '', after = ''] = ours.split(GREETING);
  if (persona !== 'none' && !before.includes(PERSONA)) return MISPLACED;
  const [beforeReply = '', afterReply = ''] = other.split(REPLY);
  const mark = commonEnding(lastOf(before, PERSONA), lastOf(beforeReply, BEFORE));
  const isClosed = after.split(AFTER)[0] === afterReply.split(AFTER)[0];
  return mark.trim() !== '' && isClosed ? null : UNMARKED;
}

function lastOf(text: string, separator: string): string {
  return text.split(separator).at(-1) ?? '';
}

/** What two texts end in alike, from the start of a word or mark: that `<|end|>` and `<|role|>` both end in `|>` says nothing. */
function commonEnding(a: string, b: string): string {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(-1 - length) === b.at(-1 - length)) length++;
  while (length > 0 && !(isStart(a, a.length - length) && isStart(b, b.length - length))) length--;
  return a.slice(a.length - length);
}

function isStart(text: string, at: number): boolean {
  return at === 0 || /[\s>\]」]/.test(text.charAt(at - 1)) || /[\s<[#]/.test(text.charAt(at));
}
