// Every prompt of a promptfoo config with every test as a scenario. Start at `promptfooDrafts`.
import { UserError } from '../../core/errors.ts';
import { say, type Text } from '../../words/text.ts';
import { assemble } from '../assemble.ts';
import { type ChatChoices, draftsOf } from '../chat-drafts.ts';
import { assistantIn, type ScenarioDraft } from '../draft.ts';
import { tooManyRows } from '../json-lines.ts';
import type { Utterance } from '../transcript.ts';
import { type PromptfooConfig, type PromptfooTest, type ReadReference, readConfig, readReference } from './config.ts';
import { isConversational, messagesOf } from './template.ts';

interface PromptfooDrafts {
  drafts: ScenarioDraft[];
  notes: Text[];
  /** What the model is told where the config does not say it; null: it does. */
  assumed: string | null;
}

const MOST_CHATS = 10_000;

/** @throws UserError naming the field that is wrong or cannot be imported */
export async function promptfooDrafts(
  text: string,
  file: string,
  read: ReadReference,
  choices: ChatChoices,
): Promise<PromptfooDrafts> {
  const { prompts, tests, unused } = await readConfig(text, file, read);
  const given: PromptfooTest[] = [];
  for (const [index, test] of tests.entries()) {
    for (const vars of await combinations(test.vars, `tests.${index}`, { file, read })) given.push({ ...test, vars });
    if (given.length * prompts.length > MOST_CHATS) throw tooManyRows(MOST_CHATS, file);
  }
  const missing = new Set<string>();
  const chats = prompts.flatMap((prompt) => chatsOf(prompt, given, file, missing));
  const { conversations } = assemble(chats, { file, outside: [], isScript: true });
  const made = draftsOf({ conversations, unplaced: [], notes: [] }, file, choices, 'promptfoo');
  const first = made.drafts.find(({ persona }) => persona.instruction === '');
  const drafts = made.drafts.map((draft) => ({
    ...draft,
    persona: withInstruction(draft.persona, choices.user),
  }));
  return {
    drafts,
    assumed: first ? assistantIn(first.persona.language).instruction : null,
    notes: [
      ...made.notes,
      ...(missing.size > 0
        ? [say('variables without a value, which stay as they are: {names}', { names: listed(missing) })]
        : []),
      ...(unused.length > 0
        ? [say('fields that are not used: {fields}', { fields: unused.slice(0, 20).join(', ') })]
        : []),
    ],
  };
}

function withInstruction(persona: ScenarioDraft['persona'], user: string | null): ScenarioDraft['persona'] {
  if (persona.instruction !== '') return persona;
  return { ...assistantIn(persona.language), ...(user !== null && { user }) };
}

function listed(names: ReadonlySet<string>): string {
  return [...names]
    .slice(0, 20)
    .map((name) => `{{${name}}}`)
    .join(', ');
}

/** One for each test, or one for all tests of the same conversation. */
function chatsOf(
  prompt: PromptfooConfig['prompts'][number],
  tests: readonly PromptfooTest[],
  file: string,
  missing: Set<string>,
): Utterance[][] {
  if (!isConversational(prompt.raw)) return tests.map(({ vars }) => messagesOf(prompt, vars, file, missing));
  const chats = new Map<string | null, Utterance[]>();
  for (const { vars, conversation } of tests) {
    const messages = messagesOf(prompt, vars, file, missing);
    const before = chats.get(conversation);
    // What stands around the question is there from the first turn on.
    if (before)
      before.push(
        ...messages
          .slice(-1)
          .filter(({ role }) => role === 'user')
          .map((each) => ({ ...each })),
      );
    else chats.set(conversation, messages);
  }
  // Between two user lines there is a reply, which is not known.
  return [...chats.values()].map((said) =>
    said.flatMap((each, index) => {
      const isNext = each.role === 'user' && said[index - 1]?.role === 'user';
      return isNext ? [{ role: 'assistant' as const, text: '', line: 1 }, each] : [each];
    }),
  );
}

/** A list stands for a test with each of its values. */
async function combinations(
  vars: PromptfooTest['vars'],
  field: string,
  source: { file: string; read: ReadReference },
): Promise<Record<string, unknown>[]> {
  let all: Record<string, unknown>[] = [{}];
  for (const [name, written] of Object.entries(vars)) {
    const values = await Promise.all(
      (Array.isArray(written) ? written : [written]).map((each) => valueIn(each, `${field}.vars.${name}`, source)),
    );
    if (all.length * values.length > MOST_CHATS) {
      throw new UserError(say('has more than {n} rows, which is the most that is read', { n: MOST_CHATS }), {
        place: { file: source.file },
        field,
      });
    }
    all = all.flatMap((before) => values.map((value) => ({ ...before, [name]: value })));
  }
  return all;
}

async function valueIn(value: unknown, field: string, source: { file: string; read: ReadReference }): Promise<unknown> {
  if (typeof value !== 'string' || !value.startsWith('file://')) return value;
  return (await readReference(value.slice('file://'.length), field, source)).trim();
}
