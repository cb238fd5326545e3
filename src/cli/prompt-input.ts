// What `hitogara prompts` renders, and with which model's vocabulary. Knows nothing of output. Start at `conversationOf`.
import { z } from 'zod';
import { tokenizeNamed } from '../backend/llama/tokenize-with.ts';
import { describeError, ExitCode, ModelFailure, reasonText, UserError } from '../core/errors.ts';
import { MessageSchema } from '../core/message.ts';
import { mergeSampling, type Sampling, settingsOf } from '../core/sampling.ts';
import { readTextFile } from '../core/text-file.ts';
import { absolute } from '../core/world.ts';
import type { PromptInput, PromptTemplate, RenderedPrompt } from '../prompt/prompt.ts';
import { requireSwitches } from '../prompt/switches.ts';
import { openingOf, requirePlaceForGreeting } from '../run/greeting.ts';
import { promptInput, toldBy } from '../run/turn.ts';
import { loadOneScenario } from '../scenario/load.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';
import { chosenTurns } from '../scenario/turns-of.ts';
import { plural, say } from '../words/text.ts';
import type { ConversationOptions } from './commands/prompts-flags.ts';
import type { Host } from './host.ts';

/** Formats with speaker labels use the names from the published conversation, unless the file gives others. */
const ConversationFileSchema = z.strictObject({
  system: z.string().nullable().default(null),
  messages: z.array(MessageSchema).min(1),
  user: z.string().default('ユーザー'),
  char: z.string().default('オタク'),
});

/** What is to be rendered. */
export interface Conversation {
  /** Without a greeting: how it goes into the prompt depends on the template. */
  input: PromptInput;
  /** Where the conversation comes from; null: from a file of its own. */
  loaded: LoadedScenario | null;
}

/**
 * A scenario's persona and first turn, then one more turn for each reply given; or a conversation from a file.
 * @param sampleReplies used if no reply is given, as many as the scenario has turns for
 */
export async function conversationOf(
  options: Pick<ConversationOptions, 'scenario' | 'turnsOf' | 'messages' | 'replies'>,
  host: Host,
  sampleReplies: readonly string[] = [],
): Promise<Conversation> {
  if (options.messages !== null)
    return { input: await readConversation(absolute(options.messages, host)), loaded: null };
  const selector = options.scenario ?? 'anime-fan';
  const loaded = await loadOneScenario(selector, host, { turns: await chosenTurns(options.turnsOf, host) });
  const { scenario } = loaded;
  const replies = options.replies.length > 0 ? options.replies : sampleReplies.slice(0, scenario.turns.length - 1);
  const messages = replies.flatMap((reply, index) => [
    { role: 'user' as const, content: scenario.turns[index]?.user ?? '' },
    { role: 'assistant' as const, content: reply },
  ]);
  const next = scenario.turns[replies.length];
  if (!next)
    throw new UserError(
      say('--reply was given {times}; scenario "{scenario}" has only {turns}', {
        times: plural(replies.length, 'time'),
        scenario: scenario.id,
        turns: plural(scenario.turns.length, 'turn'),
      }),
    );
  const said = [...messages, { role: 'user' as const, content: next.user }];
  return { input: promptInput(scenario.persona, said, settingsOf(scenario)), loaded };
}

/**
 * As a run would, from the greeting on.
 * @throws UserError for a greeting that the template cannot take
 */
export async function renderWith(template: PromptTemplate, { input, loaded }: Conversation): Promise<RenderedPrompt> {
  if (loaded?.scenario.greeting === undefined) return template.render(input);
  const { thinking, variables } = input;
  await requirePlaceForGreeting(template, loaded, { ...(thinking && { thinking }), ...(variables && { variables }) });
  return template.render({
    ...input,
    messages: [...openingOf(loaded.scenario, template.history), ...input.messages],
  });
}

async function readConversation(file: string): Promise<PromptInput> {
  const text = await readTextFile(file);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new UserError(say('cannot be read as JSON: {reason}', { reason: describeError(cause) }), {
      place: { file },
      cause,
    });
  }
  const result = ConversationFileSchema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UserError(issue?.message ?? say('not a conversation'), {
    place: { file },
    field: issue?.path.join('.') || undefined,
    remedy: say('Expected {"system": "…", "messages": [{"role": "user", "content": "…"}]}.'),
  });
}

/** @throws UserError, also for a failure of the model: this command then cannot do what it was asked */
export async function renderWithModel(model: string, prompt: string | null, conversation: Conversation, host: Host) {
  try {
    return await tokenizeNamed({ model, prompt }, (template, own) => renderForModel(template, conversation, own), host);
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    const exitCode = host.signal.aborted ? ExitCode.interrupted : ExitCode.usage;
    throw new UserError(reasonText(error), { exitCode, cause: error });
  }
}

/** As a run would: the model's entry overrides the scenario. */
function renderForModel(
  template: PromptTemplate,
  { input, loaded }: Conversation,
  own: Sampling,
): Promise<RenderedPrompt> {
  const { thinking, variables, ...conversation } = input;
  const ofScenario = { ...(thinking && { thinking }), ...(variables && { templateVariables: variables }) };
  const told = mergeSampling(ofScenario, own);
  requireSwitches(template, told);
  return renderWith(template, { input: { ...conversation, ...toldBy(told) }, loaded });
}
