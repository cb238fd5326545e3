// What Ollama gives out of a chat: `/save NAME` makes a model of it, and `ollama show --modelfile NAME` prints that as a Modelfile, in which
// each message is a command. Start at `readOllama`.
import { UserError } from '../core/errors.ts';
import { say } from '../words/text.ts';
import { assemble } from './assemble.ts';
import { recordedText } from './chat-text.ts';
import type { ReadTranscript, Utterance } from './transcript.ts';

/** Whether a text is a Modelfile with messages. */
export function isModelfile(text: string): boolean {
  return /^FROM[ \t]/im.test(text) && /^MESSAGE[ \t]+(?:system|user|assistant)[ \t]/im.test(text);
}

export const readOllama: ReadTranscript = (text, { file, isScript }) => {
  const said: Utterance[] = [];
  const models: string[] = [];
  for (const { name, value, line } of commandsIn(text.split('\n'), file)) {
    if (name === 'SYSTEM') said.push({ role: 'system', text: recordedText(unquoted(value)), line });
    if (name === 'FROM') models.push(value.trim());
    if (name !== 'MESSAGE') continue;
    const [, role, content = ''] = /^(system|user|assistant)[ \t]+([\s\S]*)$/i.exec(value) ?? [];
    const known = ROLES.find((each) => each === role?.toLowerCase());
    if (!known)
      throw new UserError(say('expected MESSAGE user, MESSAGE assistant or MESSAGE system'), { place: { file, line } });
    said.push({ role: known, text: recordedText(unquoted(content)), line });
  }
  return { ...assemble([said], { file, outside: [], isScript }), notes: [], models };
};

const ROLES = ['system', 'user', 'assistant'] as const;

interface Command {
  name: string;
  value: string;
  /** 1-based. */
  line: number;
}

const COMMAND =
  /^\s*(FROM|LICENSE|TEMPLATE|SYSTEM|ADAPTER|DRAFT|RENDERER|PARSER|PARAMETER|MESSAGE|REQUIRES)[ \t]+(.*)$/i;

function commandsIn(lines: readonly string[], file: string): Command[] {
  const commands: Command[] = [];
  for (let at = 0; at < lines.length; at++) {
    const first = lines[at] ?? '';
    if (/^\s*(?:#|$)/.test(first)) continue;
    const line = at + 1;
    const [, name = '', begun = ''] = COMMAND.exec(first) ?? [];
    if (name === '') {
      throw new UserError(say('is not a Modelfile: this line begins with none of its commands'), {
        place: { file, line },
        remedy: say('It is made by: ollama show --modelfile NAME'),
      });
    }
    const role = /^MESSAGE$/i.test(name) ? (/^\w+[ \t]+/.exec(begun)?.[0] ?? '') : '';
    const end = endOfQuotation(begun.slice(role.length), lines, at);
    if (end === null) throw new UserError(say('the quotation that begins here has no end'), { place: { file, line } });
    const value = [begun].concat(lines.slice(at + 1, end + 1)).join('\n');
    at = end;
    commands.push({ name: name.toUpperCase(), value, line });
  }
  return commands;
}

/** The line, 0-based, in which a value ends that begins in line `at`; null: nowhere. */
function endOfQuotation(begun: string, lines: readonly string[], at: number): number | null {
  const start = begun.trimStart();
  const mark = start.startsWith('"""') ? '"""' : '"';
  if (!start.startsWith(mark)) return at;
  const first = start.slice(mark.length).trimEnd();
  if (first.endsWith(mark)) return at;
  for (let end = at + 1; end < lines.length; end++) {
    const line = (lines[end] ?? '').trimEnd();
    if (line.endsWith(mark)) return end;
    // Ollama quotes only texts of several lines: this one begins with a quotation mark of its own.
    if (mark === '"' && (line.includes('"') || COMMAND.test(line))) return at;
  }
  return mark === '"' ? at : null;
}

function unquoted(value: string): string {
  const text = value.trim();
  if (text.length >= 6 && text.startsWith('"""') && text.endsWith('"""')) return text.slice(3, -3);
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}
