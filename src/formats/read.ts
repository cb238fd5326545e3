// Chat logs of other programs. Knows nothing of runs and their records. Start at `readTranscripts`.
import { UserError } from '../core/errors.ts';
import { largerThan } from '../core/plain-file.ts';
import { textOf } from '../core/text-file.ts';
import { say } from '../words/text.ts';
import { turnsIn, withoutTurns } from './assemble.ts';
import type { ChatFormat, TextFormat } from './format-names.ts';
import { type FirstValue, firstValueOf, notThisFormat, requireNames } from './json-mistakes.ts';
import { streamedJson } from './json-stream.ts';
import { readLlamaCpp } from './llama-cpp.ts';
import { readLmStudio } from './lm-studio.ts';
import { readMtBenchAnswers } from './mt-bench-answers.ts';
import { readOllama } from './ollama.ts';
import { readOpenai } from './openai.ts';
import type { ReadChats } from './read-chats.ts';
import { readRpBench } from './rp-bench.ts';
import { readSharegpt } from './sharegpt.ts';
import { readSillytavern } from './sillytavern.ts';
import { readText } from './text.ts';
import type { FormatContext, ReadTranscript, Transcript, Utterance } from './transcript.ts';

/** A new format is a file beside this one and a row here. */
const JSON_READERS: Record<Exclude<ChatFormat, TextFormat>, ReadChats> = {
  openai: readOpenai,
  sharegpt: readSharegpt,
  sillytavern: readSillytavern,
  'llama-cpp': readLlamaCpp,
  'lm-studio': readLmStudio,
  'mt-bench-answers': readMtBenchAnswers,
  'rp-bench': readRpBench,
};

const TEXT_READERS: Record<TextFormat, ReadTranscript> = { text: readText, ollama: readOllama };

/** Of a chat as plain text, which is read whole: where its speakers are is known only at its end. */
const TEXT_MEGABYTES = 16;

/**
 * A file of chats, one after the other. Of JSON, one chat is in memory at a time.
 * @param chunks of the file, in their order
 * @throws UserError naming the line, if it is no log of this format: perhaps only at its end
 */
export async function* readTranscripts(
  format: ChatFormat,
  chunks: AsyncIterable<Buffer>,
  context: FormatContext,
): AsyncGenerator<Transcript> {
  if (format !== 'text' && format !== 'ollama') yield* readJsonChats(format, chunks, context);
  else {
    const text = textOf(await wholeOf(chunks, context.file), context.file);
    if (text.trim() === '') throw isEmpty(context.file);
    yield TEXT_READERS[format](text, context);
  }
}

/** All of a small file. @throws UserError as `readTranscripts` */
export async function readTranscript(format: ChatFormat, text: string, context: FormatContext): Promise<Transcript> {
  const whole: Transcript = { conversations: [], unplaced: [], notes: [] };
  const chunks = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from(text);
  };
  for await (const { conversations, unplaced, notes, names } of readTranscripts(format, chunks(), context)) {
    whole.conversations = whole.conversations.concat(conversations);
    whole.unplaced = whole.unplaced.concat(unplaced);
    whole.notes = whole.notes.concat(notes);
    whole.names ??= names;
  }
  return whole;
}

async function wholeOf(chunks: AsyncIterable<Buffer>, file: string): Promise<Buffer> {
  const all: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > TEXT_MEGABYTES * 1e6) throw largerThan(TEXT_MEGABYTES, { file });
    all.push(chunk);
  }
  return Buffer.concat(all);
}

/** In one file: more are not told apart in a message anyway. */
const MOST_NAMES = 1_000;

async function* readJsonChats(
  format: Exclude<ChatFormat, TextFormat>,
  chunks: AsyncIterable<Buffer>,
  context: FormatContext,
): AsyncGenerator<Transcript> {
  const { file, roles, isScript } = context;
  let first: FirstValue | null = null;
  let isBlank = true;
  const seen = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      isBlank &&= chunk.every((byte) => byte <= SPACE);
      yield chunk;
    }
  };
  const documents = async function* (): ReturnType<typeof streamedJson> {
    for await (const document of streamedJson(seen(), file)) {
      first ??= firstValueOf(document);
      yield document;
    }
  };
  const names = new Set<string>();
  let [speaker, conversations, isKnown]: [Utterance | null, number, boolean] = [null, 0, false];
  for await (const chat of JSON_READERS[format](documents(), context)) {
    const { said, unplaced, notes, names: own, models, speakers, isForeign = false } = chat;
    isKnown ||= !isForeign;
    for (const name of own) if (names.size < MOST_NAMES) names.add(name);
    speaker ??= said.find(({ role }) => role !== 'system') ?? null;
    const read = turnsIn([said], { outside: unplaced, isScript });
    conversations += read.conversations.length;
    yield { ...read, notes: [...notes], models, names: speakers };
  }
  if (isBlank) throw isEmpty(file);
  if (!isKnown) throw notThisFormat(first, file, format);
  if (names.size > 0) requireNames(roles, names, { file, line: firstLineOf(first) });
  if (conversations === 0) throw withoutTurns(speaker ? [speaker] : [], file);
}

/** The compiler does not see that a generator may have set it. */
function firstLineOf(first: FirstValue | null): number {
  return first?.line ?? 1;
}

const SPACE = 32;

function isEmpty(file: string): UserError {
  return new UserError(say('is empty'), { place: { file } });
}
