// The prompts of a recorded conversation, rendered once more from its record. A prompt counts only if it has the recorded one's hash.
// Start at `promptsOf`.
import { UserError } from '../core/errors.ts';
import type { Message } from '../core/message.ts';
import { parseTemplate } from '../prompt/load.ts';
import { plainMessages } from '../prompt/plain-messages.ts';
import { type PromptTemplate, promptText, type RenderedPrompt } from '../prompt/prompt.ts';
import { promptHash } from '../prompt/prompt-hash.ts';
import { messageFor, promptInput, withoutOldest } from '../run/turn.ts';
import type { Persona } from '../scenario/schema.ts';
import type { Manifest, TurnRecord } from '../store/records.ts';
import { say, type Text } from '../words/text.ts';

export interface RenderedAgain {
  /** What it adds to the one of the turn before, in code units. */
  byTurn: ReadonlyMap<number, { kept: number; added: string }>;
  /** In English: why there are none, or not all; null: all are there. */
  problem: string | null;
}

interface Recorded {
  template: PromptTemplate | null;
  persona: Persona | null;
  greeting: string | null;
  turns: readonly TurnRecord[];
}

export async function promptsOf({ template, persona, greeting, turns }: Recorded): Promise<RenderedAgain> {
  if (turns.every(({ promptHash }) => promptHash === null)) return without(say('the record has no prompts'));
  if (!template)
    return without(say("the template inside the model's file made them, and the record does not have all of it"));
  if (!persona) return without(say('the scenario was written for another version of this program'));
  const history: Message[] = greeting === null ? [] : [{ role: 'assistant', content: greeting }];
  const byTurn = new Map<number, { kept: number; added: string }>();
  let before = '';
  for (const record of turns) {
    history.push({ role: 'user', content: record.user });
    const messages = withoutOldest(history, record.droppedTurns ?? 0);
    const prompt = await rendered(template, { persona, messages, record });
    if (prompt === null || promptHash(prompt) !== record.promptHash)
      return { byTurn, problem: String(say('rendered again, they are not the recorded ones')) };
    const text = textOf(prompt);
    const kept = commonStart(before, text);
    byTurn.set(record.turn, { kept, added: text.slice(kept) });
    before = text;
    history.push(messageFor(record.reply, template.history));
  }
  return { byTurn, problem: null };
}

/** null: it is inside the model's file, or was not recorded, or this version cannot read it. */
export function recordedTemplate({ template }: Manifest['models'][number]): PromptTemplate | null {
  const messages = plainMessages();
  if (template?.hash === messages.hash) return messages;
  if (!template?.text.trimStart().startsWith('---')) return null;
  try {
    return parseTemplate(template.id, template.file, template.text);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function without(problem: Text): RenderedAgain {
  return { byTurn: new Map(), problem: String(problem) };
}

/** null: this template cannot take what the record says. */
async function rendered(
  template: PromptTemplate,
  { persona, messages, record }: { persona: Persona; messages: readonly Message[]; record: TurnRecord },
): Promise<RenderedPrompt | null> {
  try {
    return await template.render(promptInput(persona, messages, record.sampling.effective));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Of a chat API: its messages as JSON. */
function textOf(prompt: RenderedPrompt): string {
  if (prompt.kind === 'text') return promptText(prompt.parts);
  const system = prompt.system === null ? [] : [{ role: 'system', content: prompt.system }];
  return JSON.stringify([...system, ...prompt.messages], null, 2);
}

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}
