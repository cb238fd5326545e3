import { isRecord } from '../core/plain-data.ts';
import { plainLines } from '../core/text-file.ts';
import type { ChatFormat, TextFormat } from './format-names.ts';
import type { FormatContext, Utterance } from './transcript.ts';

/** Text from a JSON file, as it is recorded: whole characters, line ends are LF, no white space around it. */
export function recordedText(text: string): string {
  return plainLines(text).toWellFormed().trim();
}

/** Without the fence around everything, if there is one: its two lines are then empty. */
export function withoutFence(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const [, mark] = /^\s*(`{3,}|~{3,})[^`]{0,40}$/.exec(lines[first] ?? '') ?? [];
  if (mark === undefined || last === first || lines[last]?.trim() !== mark) return lines;
  // Closed earlier, it is around a part only.
  if (lines.slice(first + 1, last).some((line) => line.trim() === mark)) return lines;
  return lines.map((line, index) => (index === first || index === last ? '' : line));
}

/** Who a message is from, by the names of the format, or by those that the user gave; null: nobody that takes part in a chat. */
export function roleOf(
  name: string,
  known: Readonly<Record<string, Utterance['role']>>,
  roles: FormatContext['roles'],
): Utterance['role'] | null {
  if (name === roles?.user) return 'user';
  if (name === roles?.assistant) return 'assistant';
  const word = name.toLowerCase();
  return Object.hasOwn(known, word) ? (known[word] ?? null) : null;
}

/** What looks like another format's file: what its importer is called; null: nothing that is known. */
export function formatOf(value: unknown): Exclude<ChatFormat, TextFormat> | null {
  const [first] = Array.isArray(value) ? value : [value];
  if (!isRecord(first)) return null;
  if (isLlamaCpp(first)) return 'llama-cpp';
  if (isLmStudio(first)) return 'lm-studio';
  if (Array.isArray(first.conversation_history)) return 'rp-bench';
  if ('question_id' in first && (Array.isArray(first.choices) || 'answer_id' in first)) return 'mt-bench-answers';
  if (Array.isArray(first.messages) || 'role' in first || isRecord(first.mapping)) return 'openai';
  if (Array.isArray(first.conversations) || 'from' in first) return 'sharegpt';
  return 'mes' in first || 'chat_metadata' in first || 'character_name' in first ? 'sillytavern' : null;
}

function isLlamaCpp(value: Readonly<Record<string, unknown>>): boolean {
  const { type, harness, conv, id, messages } = value;
  if (type === 'session') return harness !== undefined || 'currNode' in value;
  if (!Array.isArray(messages)) return false;
  return isRecord(conv) || (typeof id === 'string' && id.startsWith('conv-') && 'lastModified' in value);
}

function isLmStudio({ messages, ...rest }: Readonly<Record<string, unknown>>): boolean {
  if (!Array.isArray(messages)) return false;
  return messages.some((each) => isRecord(each) && Array.isArray(each.versions)) || 'perChatPredictionConfig' in rest;
}

/** 1-based. @param position in UTF-16 code units */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
