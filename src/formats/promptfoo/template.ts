// Prompts of promptfoo with their variables filled in. Of Nunjucks, which is a language of its own, only names are. Start at `filledIn`.
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { parsedAt } from '../../core/parsed-at.ts';
import { parseYaml } from '../../core/yaml-file.ts';
import { say } from '../../words/text.ts';
import type { Utterance } from '../transcript.ts';

type Vars = Readonly<Record<string, unknown>>;

/** What was said before, which other tests of the same chat say here. */
const BEFORE = /\{%-?\s{0,9}for\s{1,9}\w+\s{1,9}in\s{1,9}_conversation\s{0,9}-?%\}/;
const END = /\{%-?\s{0,9}endfor\s{0,9}-?%\}/g;

/** Whether a prompt asks for what was said before: then its tests are turns. */
export function isConversational(raw: string): boolean {
  return BEFORE.test(raw);
}

function withoutBefore(raw: string): string {
  const [start = '', ...rest] = raw.split(BEFORE);
  const after = rest.map((part) => {
    END.lastIndex = 0;
    return END.test(part) ? part.slice(END.lastIndex) : part;
  });
  return [start, ...after].join('');
}

const NAME = /\{\{-?\s*([A-Za-z_]\w*)\s*(?:\|\s*(dump|safe|trim|string)\s*)?-?\}\}/g;

interface Prompt {
  raw: string;
  name: string;
}

/** @param missing gets the names that have no value; those stay as they are */
export function messagesOf({ raw, name }: Prompt, vars: Vars, file: string, missing: Set<string>): Utterance[] {
  const template = withoutBefore(raw);
  if (/\{%/.test(template) || /\{\{/.test(template.replace(NAME, ''))) {
    throw new UserError(say('has something other than a name in its braces, which is not filled in here'), {
      place: { file },
      field: name,
    });
  }
  const fill = (text: string): string => filledIn(text, vars, missing);
  const known = jsonIn(template);
  const whole = known === undefined ? fill(template) : null;
  const value = whole === null ? inside(known, fill) : chatIn(whole, file);
  if (value === undefined && /^\s*\[\s*\{.*"role"/s.test(template)) {
    throw new UserError(say('is not JSON once its variables are filled in'), {
      place: { file },
      field: name,
      remedy: say('Write {braces} there: a value may have quotation marks.', { braces: '{{ name | dump }}' }),
    });
  }
  if (value === undefined || typeof value === 'string')
    return [{ role: 'user', text: String(value ?? whole), line: 1 }];
  return parsedAt(MessagesSchema, value, { file }).map(({ role, content }) => {
    const text = typeof content === 'string' ? content : content.map((part) => part.text).join('\n');
    return { role: role === 'developer' ? 'system' : role, text, line: 1 };
  });
}

const MessagesSchema = z.array(
  z.object({
    role: z.enum(['system', 'developer', 'user', 'assistant']),
    content: z.union([z.string(), z.array(z.object({ text: z.string() }))]),
  }),
);

function filledIn(text: string, vars: Vars, missing: Set<string>): string {
  return text.replace(NAME, (place, name: string, filter?: string) => {
    if (!Object.hasOwn(vars, name)) {
      missing.add(name);
      return place;
    }
    const value = vars[name];
    // As promptfoo does: a line break at the end would break JSON.
    const plain = typeof value === 'string' ? value.replace(/\n$/, '') : null;
    if (filter === 'dump') return JSON.stringify(plain ?? value);
    const said = plain ?? (typeof value === 'object' ? JSON.stringify(value) : String(value));
    return filter === 'trim' ? said.trim() : said;
  });
}

/** Values go into JSON as texts, whatever quotation marks they hold. */
function inside(value: unknown, fill: (text: string) => string): unknown {
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) return value.map((each: unknown) => inside(each, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inside(each, fill)]));
}

/** undefined: it is no chat but what the user says. */
function chatIn(text: string, file: string): unknown {
  if (text.trim().startsWith('- role:')) return parseYaml({ file, text, isProse: true }, z.unknown());
  return jsonIn(text);
}

/** undefined: it is no list or object of JSON. */
function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
