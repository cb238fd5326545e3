// What `hitogara prompts` renders, and with which model's vocabulary. Knows nothing of output. Start at `inputOf`.
import { z } from 'zod';
import { tokenizeNamed } from '../backend/llama/tokenize-with.ts';
import { describeError, ExitCode, ModelFailure, UserError } from '../core/errors.ts';
import { MessageSchema } from '../core/message.ts';
import { readTextFile } from '../core/text-file.ts';
import { absolute } from '../core/world.ts';
import type { PromptInput } from '../prompt/prompt.ts';
import { plural } from '../report/wording.ts';
import { promptInput } from '../run/turn.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { ConversationOptions } from './commands/prompts-flags.ts';
import type { Host } from './host.ts';

/** Formats with speaker labels use the names from the published conversation, unless the file gives others. */
const ConversationFileSchema = z.strictObject({
  system: z.string().nullable().default(null),
  messages: z.array(MessageSchema).min(1),
  user: z.string().default('ユーザー'),
  char: z.string().default('オタク'),
});

/**
 * A scenario's persona and first turn, then one more turn for each reply given; or a conversation from a file.
 * @param sampleReplies used if no reply is given, as many as the scenario has turns for
 */
export async function inputOf(
  options: Pick<ConversationOptions, 'scenario' | 'messages' | 'replies'>,
  host: Host,
  sampleReplies: readonly string[] = [],
): Promise<PromptInput> {
  if (options.messages !== null) return readConversation(absolute(options.messages, host));
  const selector = options.scenario ?? 'anime-fan';
  const [loaded, ...others] = await loadScenarios([selector], host);
  if (!loaded || others.length > 0)
    throw new UserError(`"${selector}" matches ${plural(others.length + 1, 'scenario')}; exactly one is needed here`);
  const { scenario } = loaded;
  const replies = options.replies.length > 0 ? options.replies : sampleReplies.slice(0, scenario.turns.length - 1);
  const messages = replies.flatMap((reply, index) => [
    { role: 'user' as const, content: scenario.turns[index]?.user ?? '' },
    { role: 'assistant' as const, content: reply },
  ]);
  const next = scenario.turns[replies.length];
  if (!next)
    throw new UserError(
      `--reply was given ${plural(replies.length, 'time')}; scenario "${scenario.id}" has only ${plural(scenario.turns.length, 'turn')}`,
    );
  return promptInput(scenario.persona, [...messages, { role: 'user', content: next.user }]);
}

async function readConversation(file: string): Promise<PromptInput> {
  const text = await readTextFile(file);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`cannot be read as JSON: ${describeError(cause)}`, { place: { file }, cause });
  }
  const result = ConversationFileSchema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UserError(issue?.message ?? 'not a conversation', {
    place: { file },
    field: issue?.path.join('.') || undefined,
    remedy: 'Expected {"system": "…", "messages": [{"role": "user", "content": "…"}]}.',
  });
}

/** @throws UserError, also for a failure of the model: this command then cannot do what it was asked */
export async function renderWithModel(model: string, prompt: string | null, input: PromptInput, host: Host) {
  try {
    return await tokenizeNamed({ model, prompt }, (template) => template.render(input), host);
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    const exitCode = host.signal.aborted ? ExitCode.interrupted : ExitCode.usage;
    throw new UserError(`${error.code}: ${error.message}`, { exitCode, cause: error });
  }
}
