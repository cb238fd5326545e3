// `hitogara prompts`: what there is, and exactly what a model would receive. Start at `renderPrompt`.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { tokenizeWith } from '../backend/llama/tokenize-with.ts';
import { describeError, ExitCode, ModelFailure, UserError } from '../core/errors.ts';
import { filesIn } from '../core/files-in.ts';
import { inertJson, inertLine, inertText } from '../core/inert-text.ts';
import { MessageSchema } from '../core/message.ts';
import { isGgufSelector } from '../prompt/gguf-template.ts';
import { loadTemplate } from '../prompt/load.ts';
import { type PromptInput, promptText, type RenderedPrompt } from '../prompt/prompt.ts';
import { findGguf } from '../registry/find-gguf.ts';
import { requireLlama, selectModel } from '../registry/load.ts';
import { promptInput } from '../run/play.ts';
import { foldersNamed, searchPlaces } from '../run/world.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { Host } from './host.ts';
import { plainTable } from './plain-table.ts';
import type { PromptsRenderOptions } from './tool-flags.ts';

export async function listPrompts(host: Host): Promise<number> {
  const directories = foldersNamed('prompts', host);
  const templates = await Promise.all(
    [...(await filesIn(directories, '.hbs')).keys()].map((id) => loadTemplate(id, directories)),
  );
  const rows = templates.map(({ id, frontMatter }) => [
    id,
    frontMatter.kind,
    frontMatter.persona,
    frontMatter.bos,
    JSON.stringify(frontMatter.stop),
    frontMatter.title,
  ]);
  rows.push(['gguf', 'text', 'system', 'auto', '[]', "the file's own chat template (Jinja)"]);
  rows.push([
    'gguf:first-user',
    'text',
    'first-user',
    'auto',
    '[]',
    'the same, the persona folded into the first user turn',
  ]);
  host.stdout.write(
    `${plainTable(
      ['prompt', 'kind', 'persona', 'bos', 'stop', 'title'],
      rows.map((row) => row.map(inertLine)),
    )}\n`,
  );
  return ExitCode.done;
}

/** Names for formats with speaker labels are those of the published conversation, unless the file has others. */
const ConversationFileSchema = z.strictObject({
  system: z.string().nullable().default(null),
  messages: z.array(MessageSchema).min(1),
  user: z.string().default('ユーザー'),
  char: z.string().default('オタク'),
});

export async function renderPrompt(options: PromptsRenderOptions, host: Host): Promise<number> {
  const input = await inputOf(options, host);
  const needsModel = options.tokens || options.prompt === null || isGgufSelector(options.prompt);
  if (needsModel && options.model === null) {
    throw new UserError(
      options.tokens
        ? '--tokens needs --model: ids belong to a vocabulary'
        : 'name a template with --prompt, or a model with --model',
      {
        remedy: 'Such as: npm run prompts -- render --prompt llama2 --scenario anime-fan',
      },
    );
  }
  if (options.model === null) {
    const template = await loadTemplate(options.prompt ?? '', foldersNamed('prompts', host));
    printText(await template.render(input), options, host);
    return ExitCode.done;
  }
  try {
    const { prompt, tokens, pieces, warnings } = await renderWithModel(options.model, options.prompt, input, host);
    if (options.tokens)
      host.stdout.write(tokens.map((token, index) => `${token}\t${inertJson(pieces[index])}\n`).join(''));
    else printText(prompt, options, host);
    for (const warning of warnings) host.stderr.write(`warning: ${inertLine(warning)}\n`);
    return ExitCode.done;
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    const exitCode = host.signal.aborted ? ExitCode.interrupted : ExitCode.usage;
    throw new UserError(`${error.code}: ${error.message}`, { exitCode, cause: error });
  }
}

async function renderWithModel(model: string, prompt: string | null, input: PromptInput, host: Host) {
  const entry = requireLlama(await selectModel(model, foldersNamed('models', host)));
  return tokenizeWith(
    {
      entry,
      gguf: await findGguf(entry, searchPlaces(host)),
      prompt,
      promptDirectories: foldersNamed('prompts', host),
      modelDirectories: foldersNamed('models', host),
      environment: host.environment,
      signal: host.signal,
    },
    (template) => template.render(input),
  );
}

/** A scenario's persona with its first turn, going on as far as replies are given; or a conversation from a file. */
async function inputOf(options: PromptsRenderOptions, host: Host): Promise<PromptInput> {
  if (options.messages !== null) return readConversation(options.messages);
  const selector = options.scenario ?? 'anime-fan';
  const [loaded, ...others] = await loadScenarios([selector], foldersNamed('scenarios', host));
  if (!loaded || others.length > 0)
    throw new UserError(`"${selector}" means ${others.length + 1} scenarios; one is needed here`);
  const { scenario } = loaded;
  const messages = options.replies.flatMap((reply, index) => [
    { role: 'user' as const, content: scenario.turns[index]?.user ?? '' },
    { role: 'assistant' as const, content: reply },
  ]);
  const next = scenario.turns[options.replies.length];
  if (!next)
    throw new UserError(
      `--reply was given ${options.replies.length} times; scenario "${scenario.id}" has ${scenario.turns.length} turns`,
    );
  return promptInput(scenario, [...messages, { role: 'user', content: next.user }]);
}

async function readConversation(file: string): Promise<PromptInput> {
  let data: unknown;
  try {
    data = JSON.parse(await readFile(file, 'utf8'));
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

function printText(prompt: RenderedPrompt, { raw }: PromptsRenderOptions, host: Host): void {
  if (prompt.kind === 'messages') {
    const { system, messages } = prompt;
    host.stdout.write(
      `${inertJson([...(system === null ? [] : [{ role: 'system', content: system }]), ...messages])}\n`,
    );
    return;
  }
  const text = promptText(prompt.parts);
  host.stdout.write(raw || !host.stdout.isTTY ? text : `${inertText(text)}\n`);
}
