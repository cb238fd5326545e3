// `hitogara prompts`: lists templates, shows one, and renders exactly what a model would receive. Start at `renderPrompt`.
import { ExitCode, UserError } from '../../core/errors.ts';
import { filesIn } from '../../core/files-in.ts';
import { inertJson, inertLine, inertText } from '../../core/inert-text.ts';
import { foldersNamed, shorten } from '../../core/world.ts';
import { isGgufSelector } from '../../prompt/gguf-template.ts';
import { type FileTemplate, loadTemplate, templateBody } from '../../prompt/load.ts';
import { promptText, type RenderedPrompt } from '../../prompt/prompt.ts';
import { fold } from '../../report/fold.ts';
import { factLines, plainTable } from '../../report/plain-table.ts';
import { columnsOf, PIPE_COLUMNS, shown } from '../../report/screen.ts';
import { recorded } from '../../report/wording.ts';
import { joinTexts, type Label, plural, say, type Text } from '../../words/text.ts';
import type { Host } from '../host.ts';
import { conversationOf, renderWith, renderWithModel } from '../prompt-input.ts';
import type { RenderOptions } from './prompts-flags.ts';

/** Not files: the template inside the model's GGUF. */
const INSIDE = [
  { id: 'gguf', persona: 'system', title: say("the file's own chat template (Jinja)") },
  { id: 'gguf:first-user', persona: 'first-user', title: say('the same, with the persona in the first user turn') },
].map((each) => ({ ...each, kind: 'text', bos: 'auto', confidence: null, file: null }));

export async function listPrompts({ json }: { json: boolean }, host: Host): Promise<number> {
  const ids = [...(await filesIn(foldersNamed('prompts', host), '.hbs')).keys()].sort();
  const templates = await Promise.all(ids.map((id) => loadTemplate(id, host)));
  const rows = templates.map(({ id, file, frontMatter: { kind, persona, bos, confidence = null, title } }) => {
    return { id, kind, persona, bos, confidence, title, file: shorten(file, host) };
  });
  const told = (label: Label): string => shown(say(label), host);
  const all = [...rows, ...INSIDE];
  if (json) host.stdout.write(`${inertJson(all)}\n`);
  else {
    const cells = all.map(({ id, kind, persona, bos, confidence, title }) =>
      [id, persona, kind === 'text' ? bos : '–', firstWord(confidence), shown(title, host)].map(inertLine),
    );
    host.stdout.write(
      `${plainTable([told('prompt'), told('persona'), 'bos', told('confidence'), told('title')], cells, { columns: columnsOf(host.stdout) })}\n`,
    );
  }
  return ExitCode.done;
}

/** `prompts show` prints it in full. */
function firstWord(confidence: string | null): string {
  return /^(high|medium|low)\b/.exec(confidence ?? '')?.[0] ?? '–';
}

export async function showPrompt(selector: string, host: Host): Promise<number> {
  if (isGgufSelector(selector)) {
    throw new UserError(say('"{selector}" is the chat template inside a model\'s file', { selector }), {
      remedy: say('Print it with: hitogara models inspect MODEL'),
    });
  }
  const template = await loadTemplate(selector, host);
  const { frontMatter, id } = template;
  const columns = columnsOf(host.stdout);
  const facts = factsOf(template, shorten(template.file, host)).map(
    ([name, value]) => [shown(name, host), inertLine(shown(value, host))] as const,
  );
  const sections = [
    `${inertLine(id)}: ${inertLine(frontMatter.title)}`,
    ...(frontMatter.notes === undefined ? [] : [fold(inertLine(frontMatter.notes), columns ?? PIPE_COLUMNS)]),
    factLines(facts, columns).join('\n'),
    ...(frontMatter.kind === 'text' ? [inertText(templateBody(template))] : []),
  ];
  host.stdout.write(`${sections.join('\n\n')}\n`);
  return ExitCode.done;
}

const PERSONA = {
  system: 'in a system slot',
  'first-user': 'in the first user turn',
  'last-user': 'in the last user turn',
  instruction: 'in a block of its own',
  none: 'nowhere, so no scenario can be played with it',
} as const;

const BOS = {
  text: 'written by the template',
  auto: "added by the tokenizer, if that is the vocabulary's rule",
  never: 'never added, whatever the vocabulary says',
} as const;

/** Properties that most formats do not have are listed only where they apply. */
function factsOf({ frontMatter }: FileTemplate, file: string): [Text | string, Text | string][] {
  const { kind, persona, bos, stop, specials, markers, newline, reasoning, variables, ...rest } = frontMatter;
  const quoted = (texts: readonly string[]): string => texts.map((text) => inertJson(text)).join('  ');
  const facts: [Text | string, Text | string | false | 0 | null | undefined][] = [
    [say('file'), file],
    [say('for'), kind === 'text' ? say('models that take text') : say('chat APIs, which take messages')],
    [say('persona'), joinTexts(': ', [persona, say(PERSONA[persona])])],
    ['bos', kind === 'text' && joinTexts(': ', [bos, say(BOS[bos])])],
    ['stop', quoted(stop)],
    [say('one token each'), quoted(specials)],
    [say('made of'), quoted(markers)],
    ...Object.entries(variables).map(([name, text]): [string, string] => [`{{${name}}}`, inertJson(text)]),
    [
      say('newline'),
      newline && say('{text} for every newline, turned back into newlines in a reply', { text: inertJson(newline) }),
    ],
    [say('blank lines'), rest.blankLines === 'collapse' && say('removed within a text')],
    [say('white space'), rest.trim && say('trimmed from both ends of every text')],
    [say('replies'), rest.history === 'keep' && say('go back into the prompt unchanged')],
    [say('messages'), rest.lastMessages && say('only the last {n}', { n: rest.lastMessages })],
    [say('thinking'), reasoning && say('ends with {text}, recorded separately', { text: inertJson(reasoning) })],
    [say('context'), rest.contextLength && plural(rest.contextLength, 'token')],
    [say('confidence'), rest.confidence],
    [say('last newline'), kind === 'text' && rest.finalNewline === 'keep' && say('is part of the prompt')],
  ];
  return facts.flatMap(([name, value]): [Text | string, Text | string][] => (value ? [[name, value]] : []));
}

export async function renderPrompt(options: RenderOptions, host: Host): Promise<number> {
  const conversation = await conversationOf(options, host);
  const needsModel = options.tokens || options.prompt === null || isGgufSelector(options.prompt);
  if (needsModel && options.model === null) {
    throw new UserError(
      options.tokens
        ? say('--tokens needs --model: ids belong to a vocabulary')
        : say('name a template with --prompt, or a model with --model'),
      {
        remedy: say('For example: hitogara prompts render --prompt llama2 --scenario anime-fan'),
      },
    );
  }
  if (options.model === null) {
    const template = await loadTemplate(options.prompt ?? '', host);
    if (template.persona === 'none' && conversation.input.system !== null)
      warn(say('the format "{format}" has no place for the persona', { format: inertLine(template.id) }), host);
    printText(await renderWith(template, conversation), options, host);
    return ExitCode.done;
  }
  const { prompt, tokens, pieces, warnings } = await renderWithModel(options.model, options.prompt, conversation, host);
  if (options.tokens)
    host.stdout.write(tokens.map((token, index) => `${token}\t${inertJson(pieces[index])}\n`).join(''));
  else printText(prompt, options, host);
  for (const warning of warnings) warn(recorded(warning), host);
  return ExitCode.done;
}

function warn(text: Text, host: Host): void {
  host.stderr.write(`${shown(joinTexts(': ', [say('warning'), text]), host)}\n`);
}

function printText(prompt: RenderedPrompt, { raw }: RenderOptions, host: Host): void {
  if (prompt.kind === 'messages') {
    host.stdout.write(`${messagesText(prompt)}\n`);
    return;
  }
  const text = promptText(prompt.parts);
  host.stdout.write(raw || !host.stdout.isTTY ? text : `${inertText(text)}\n`);
}

/** What a chat API is given, as JSON. */
export function messagesText({ system, messages }: Extract<RenderedPrompt, { kind: 'messages' }>): string {
  return inertJson([...(system === null ? [] : [{ role: 'system', content: system }]), ...messages]);
}
