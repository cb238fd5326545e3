// A text template: Handlebars body → parts marked template or data. Knows nothing of files. Start at `compileBody`.
import Handlebars from 'handlebars';
import { type Place, UserError } from '../core/errors.ts';
import { checkNames } from './check-names.ts';
import { joinParts, type PromptInput, type PromptPart } from './prompt.ts';
import { chooseSentinels, wrap } from './sentinel.ts';

interface Body {
  text: string;
  file: string;
  /** Lines of front matter above the body. */
  lineOffset: number;
  /** Whether every text is trimmed before it is put in. */
  trim: boolean;
}

/**
 * Checks every name in the body before anything is rendered, then returns the renderer.
 * @throws UserError with file and line for a syntax error, an unknown variable or an unknown helper
 */
export function compileBody(body: Body): (input: PromptInput) => PromptPart[] {
  const program = parse(body);
  checkNames(program, body);
  const template = Handlebars.compile<unknown>(body.text, {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: { each: true, if: true, unless: true },
  });
  return (input) => {
    const prepare = (text: string): string => (body.trim ? text.trim() : text);
    const texts = [input.system ?? '', input.user, input.char, ...input.messages.map((message) => message.content)];
    const [sentinel] = chooseSentinels([body.text, ...texts]);
    const mark = (text: string): string => wrap(prepare(text), sentinel);
    const rendered = template(
      {
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

function parse(body: Body): hbs.AST.Program {
  try {
    return Handlebars.parse(body.text);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    const line = /line (\d+)/.exec(text)?.[1] ?? /(\d+):\d+$/.exec(text)?.[1];
    const place: Place = { file: body.file, ...(line && { line: Number(line) + body.lineOffset }) };
    throw new UserError(`the template cannot be parsed: ${text.split('\n').at(-1)}`, { place, cause });
  }
}
