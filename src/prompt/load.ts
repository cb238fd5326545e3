// Prompt template files: `prompts/*.hbs`, YAML front matter and a Handlebars body. Knows nothing of models.
// Start at `loadTemplate`.
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import { filesIn } from '../core/files-in.ts';
import { hashOfFile } from '../core/hash.ts';
import { didYouMean } from '../core/suggest.ts';
import { HAND_WRITTEN_MEGABYTES, plainText, readTextFile } from '../core/text-file.ts';
import { absolute, foldersNamed, type Places } from '../core/world.ts';
import { parseYaml } from '../core/yaml-file.ts';
import { joinTexts, say } from '../words/text.ts';
import { isGgufSelector } from './gguf-template.ts';
import { AS_IT_IS, compileBody } from './handlebars.ts';
import type { PromptInput, PromptTemplate, RenderedPrompt } from './prompt.ts';
import { promptText } from './prompt.ts';
import { type FrontMatter, FrontMatterSchema } from './schema.ts';
import { NO_SWITCHES } from './switches.ts';

export interface FileTemplate extends PromptTemplate {
  frontMatter: FrontMatter;
}

/**
 * @param selector an id (the file's name without `.hbs`) or the path of a `.hbs` file
 * @throws UserError for an unknown id (with the nearest), an invalid front matter or body
 */
export async function loadTemplate(selector: string, places: Places): Promise<FileTemplate> {
  const directories = foldersNamed('prompts', places);
  const file = selector.endsWith('.hbs')
    ? absolute(selector, places)
    : (await filesIn(directories, '.hbs')).get(selector.normalize());
  if (file === undefined) {
    const known = [...(await filesIn(directories, '.hbs')).keys(), 'gguf', 'gguf:first-user'];
    throw new UserError(
      say('there is no prompt template "{selector}" in {folders}', { selector, folders: directories.join(', ') }),
      {
        remedy: joinTexts(' ', [didYouMean(selector, known), say('A path to a .hbs file works too.')]),
      },
    );
  }
  const text = await readTextFile(file, HAND_WRITTEN_MEGABYTES);
  return parseTemplate(path.basename(file, '.hbs'), file, text);
}

const FRONT_MATTER = /^---\n([\s\S]*?\n)---\n/;

/** The template without its front matter. */
export function templateBody({ text }: Pick<PromptTemplate, 'text'>): string {
  return text.replace(FRONT_MATTER, '');
}

/**
 * A BOM is not part of the template, and its line ends reach the model as LF, however the editor wrote them.
 * @throws UserError for an invalid front matter or body, or an id that means the template inside a model's own file
 */
export function parseTemplate(id: string, file: string, written: string): FileTemplate {
  const text = plainText(written);
  if (isGgufSelector(id)) {
    throw new UserError(
      say('"{name}" is the name of the template inside a model\'s own file and cannot be used for another', {
        name: id,
      }),
      {
        place: { file },
        remedy: say('Rename the file.'),
      },
    );
  }
  const split = FRONT_MATTER.exec(text);
  if (!split) {
    throw new UserError(say('a prompt template must start with YAML front matter between two lines of ---'), {
      place: { file, line: 1 },
    });
  }
  const [head, yaml = ''] = split;
  const frontMatter = parseYaml({ file, text: yaml, lineOffset: 1 }, FrontMatterSchema);
  const body = text.slice(head.length);
  const { trim, blankLines, newline = null, lastMessages = null, variables, persona } = frontMatter;
  const common = { file, variables, hasPersona: persona !== 'none' };
  const renderText = compileBody({
    ...common,
    text: frontMatter.finalNewline === 'strip' ? body.replace(/\n$/, '') : body,
    lineOffset: head.split('\n').length - 1,
    data: { trim, blankLines, newline },
  });
  // A stop string is on the line of its key, or below.
  const stopLine = yaml.split('\n').findIndex((line) => line.startsWith('stop:')) + 1;
  const short = (text: string, lineOffset: number) => compileBody({ ...common, text, lineOffset, data: AS_IT_IS });
  const stops = frontMatter.stop.map((stop) => short(stop, stopLine));
  const markers = frontMatter.markers.map((marker) => short(marker, 0));
  const render = async (conversation: PromptInput): Promise<RenderedPrompt> => {
    const { messages } = conversation;
    const input = lastMessages === null ? conversation : { ...conversation, messages: messages.slice(-lastMessages) };
    const stop = stops.map((renderStop) => promptText(renderStop(input)));
    return frontMatter.kind === 'text'
      ? {
          kind: 'text',
          parts: renderText(input),
          bos: frontMatter.bos,
          stop,
          markers: markers.map((renderMarker) => promptText(renderMarker(input))),
        }
      : { kind: 'messages', ...placePersona(input, persona), stop };
  };
  return {
    id,
    file,
    text,
    hash: hashOfFile(text),
    history: frontMatter.history,
    persona,
    specials: frontMatter.specials,
    reasoning: frontMatter.reasoning ?? null,
    newline,
    lastMessages,
    switches: frontMatter.kind === 'text' ? NO_SWITCHES : null,
    frontMatter,
    render,
    close: async () => {},
  };
}

/** For chat APIs: a system message, or for models without one the persona at the top of the first or the last user message. */
function placePersona(
  { system, messages }: PromptInput,
  persona: FrontMatter['persona'],
): Pick<Extract<RenderedPrompt, { kind: 'messages' }>, 'system' | 'messages'> {
  if (persona === 'system' || system === null) return { system, messages: [...messages] };
  if (persona === 'none') return { system: null, messages: [...messages] };
  const place = persona === 'last-user' ? messages.length - 1 : 0;
  return {
    system: null,
    messages: messages.map((message, index) =>
      index === place ? { ...message, content: `${system}\n\n${message.content}` } : message,
    ),
  };
}
