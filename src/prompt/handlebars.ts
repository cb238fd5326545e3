// A text template: Handlebars body → parts marked template or data. Knows nothing of files. Start at `compileBody`.
import Handlebars from 'handlebars';
import { type Place, UserError } from '../core/errors.ts';
import { say, type Text } from '../words/text.ts';
import { checkNames } from './check-names.ts';
import { joinParts, type PromptInput, type PromptPart } from './prompt.ts';
import { chooseSentinels, wrap } from './sentinel.ts';

interface Body {
  text: string;
  file: string;
  /** Lines of front matter above the body. */
  lineOffset: number;
  /** Applied to every text of the conversation before it is inserted. */
  data: DataRules;
  /** Fixed texts by their names. */
  variables: Readonly<Record<string, string>>;
  /** Whether the body may name the persona at all. */
  hasPersona: boolean;
}

export interface DataRules {
  trim: boolean;
  blankLines: 'keep' | 'collapse';
  /** What replaces a newline; it counts as template text, not data. */
  newline: string | null;
}

/** For stop strings and markers, in which names are inserted unchanged. */
export const AS_IT_IS: DataRules = { trim: false, blankLines: 'keep', newline: null };

/**
 * Checks every name in the body before anything is rendered, then returns the renderer.
 * @throws UserError with file and line for a syntax error, an unknown variable or an unknown helper
 */
export function compileBody(body: Body): (input: PromptInput) => PromptPart[] {
  refuseExcess(body);
  const program = parse(body);
  const { variables, data } = body;
  checkNames(program, {
    ...body,
    texts: [...(body.hasPersona ? ['system'] : []), 'user', 'char', ...Object.keys(variables)],
  });
  const template = Handlebars.compile<unknown>(body.text, {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: { each: true, if: true, unless: true },
  });
  return (input) => {
    const texts = [input.system ?? '', input.user, input.char, ...input.messages.map((message) => message.content)];
    const [sentinel] = chooseSentinels([body.text, ...Object.values(variables), data.newline ?? '', ...texts]);
    const mark = (text: string): string => {
      const prepared = prepare(text, data);
      if (data.newline === null) return wrap(prepared, sentinel);
      const lines = prepared.split(/\r?\n/);
      return lines.map((line) => wrap(line, sentinel)).join(data.newline);
    };
    const rendered = template(
      {
        ...variables,
        system: mark(input.system ?? ''),
        user: mark(input.user),
        char: mark(input.char),
        messages: input.messages.map((message) => ({
          role: message.role,
          content: mark(message.content),
          isUser: message.role === 'user',
          isAssistant: message.role === 'assistant',
        })),
      },
      { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false },
    );
    const parts = rendered.split(sentinel.open).flatMap((piece, index): PromptPart[] => {
      if (index === 0) return [{ source: 'template', text: piece }];
      const [data = '', after = ''] = piece.split(sentinel.close);
      return [
        { source: 'data', text: data },
        { source: 'template', text: after },
      ];
    });
    return joinParts(parts);
  };
}

function prepare(text: string, { trim, blankLines }: DataRules): string {
  const trimmed = trim ? text.trim() : text;
  return blankLines === 'collapse' ? trimmed.replace(/(?:\r?\n){2,}/g, '\n') : trimmed;
}

/** Far more than any format has. */
const MOST_CHARACTERS = 200_000;
const MOST_TAGS = 1_000;
const MOST_DEPTH = 50;

/** The parser is recursive, and takes quadratic time. */
export function refuseExcess({ text, file, lineOffset }: Pick<Body, 'text' | 'file' | 'lineOffset'>): void {
  if (text.length > MOST_CHARACTERS)
    throw new UserError(say('is larger than {n} characters', { n: MOST_CHARACTERS }), { place: { file } });
  let tags = 0;
  let depth = 0;
  for (const { index, 1: sign } of text.matchAll(/\{\{~?\s*([#^/]|else\b)?/g)) {
    if (sign === '/') depth--;
    else if (sign !== undefined) depth++;
    if (++tags <= MOST_TAGS && depth <= MOST_DEPTH) continue;
    throw new UserError(
      depth > MOST_DEPTH
        ? say('blocks are nested more than {n} deep', { n: MOST_DEPTH })
        : say('has more than {n} tags', { n: MOST_TAGS }),
      { place: { file, line: text.slice(0, index).split('\n').length + lineOffset } },
    );
  }
}

function parse(body: Body): hbs.AST.Program {
  try {
    return Handlebars.parse(body.text);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    const line = /line (\d+)/.exec(text)?.[1] ?? /(\d+):\d+$/.exec(text)?.[1];
    const place: Place = { file: body.file, ...(line && { line: Number(line) + body.lineOffset }) };
    throw new UserError(say('the template cannot be parsed: {reason}', { reason: plainReason(text) }), {
      place,
      cause,
    });
  }
}

/** The library lists the tokens of its grammar. */
function plainReason(message: string): Text | string {
  const last = message.split('\n').at(-1) ?? '';
  const [, opening, closing] = /^(\S+) doesn't match (\S+) - /.exec(last) ?? [];
  if (closing !== undefined && opening !== undefined) {
    return say('{closing} does not close {opening}', { closing: `{{/${closing}}}`, opening: `{{#${opening}}}` });
  }
  switch (/got '(\w+)'$/.exec(last)?.[1]) {
    case 'EOF':
      return say('it ends within a block or a tag that is not closed');
    case 'INVALID':
      return say('a tag is not closed, or has a character that does not belong there');
    case undefined:
      return last;
    default:
      return say('this tag does not belong here');
  }
}
