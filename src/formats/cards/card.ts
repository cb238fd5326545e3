// A character card, versions 1 to 3, as its specifications say and as it is found: a JSON file, inside a PNG picture, or in a .charx archive.
// Start at `readCard`.
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { parsedAt } from '../../core/parsed-at.ts';
import { isRecord } from '../../core/plain-data.ts';
import { textOf } from '../../core/text-file.ts';
import { say } from '../../words/text.ts';
import { isPng, pngTexts } from './png-text.ts';

/** What is missing or null is empty, as most programs write it. */
const Words = z
  .string()
  .nullish()
  .transform((text) => text ?? '');
const Texts = z
  .array(z.string())
  .nullish()
  .transform((texts) => texts ?? []);
const flag = (fallback: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((isOn) => isOn ?? fallback);

const BookEntrySchema = z.looseObject({
  keys: Texts,
  secondary_keys: Texts,
  content: Words,
  enabled: flag(true),
  insertion_order: z
    .number()
    .nullish()
    .transform((order) => order ?? 0),
  case_sensitive: flag(false),
  use_regex: flag(false),
  selective: flag(false),
  constant: flag(false),
  position: z.string().nullish(),
  extensions: z.looseObject({}).nullish().catch(null),
});

const BookSchema = z.looseObject({
  scan_depth: z.number().nullish(),
  token_budget: z.number().nullish(),
  recursive_scanning: z.boolean().nullish(),
  entries: z
    .array(BookEntrySchema)
    .nullish()
    .transform((entries) => entries ?? []),
});

/** The fields of version 1, and what versions 2 and 3 add. */
const DataSchema = z.looseObject({
  name: Words,
  nickname: Words,
  description: Words,
  personality: Words,
  scenario: Words,
  first_mes: Words,
  mes_example: Words,
  system_prompt: Words,
  post_history_instructions: Words,
  alternate_greetings: Texts,
  character_book: BookSchema.nullish(),
});

type CardData = z.output<typeof DataSchema>;
export type Book = Partial<z.output<typeof BookSchema>> & { entries: BookEntry[] };
export type BookEntry = z.output<typeof BookEntrySchema>;

export interface Card {
  data: CardData;
  /** As it was written, with every field that only other programs know. */
  written: Readonly<Record<string, unknown>>;
}

/** Files that may hold a card, by how they end. */
export const CARD_EXTENSIONS = ['.png', '.charx', '.json'] as const;

/** In bytes: pictures and archives hold drawings, too. */
export const CARD_MEGABYTES = 64;
/** Of the card in it. */
const MOST = 8e6;
/** No card is nested as deep; what is deeper would end the program that prints it. */
const DEEPEST = 200;

/** A picture or an archive: no other format comes in one. */
export function isCardContainer(bytes: Buffer): boolean {
  return isPng(bytes) || isZip(bytes);
}

/** @throws UserError for anything that is no card */
export function readCard(bytes: Buffer, file: string): Card {
  const place = { file };
  const text = isPng(bytes) ? cardInPng(bytes, file) : isZip(bytes) ? cardInZip(bytes, file) : bytes;
  if (text.length > MOST) {
    throw new UserError(say('the card in it has more than {n} MB, which is the most that is read', { n: MOST / 1e6 }), {
      place,
    });
  }
  return cardIn(parsedJson(textOf(text, file), file), file);
}

/** @throws UserError if it is no card */
export function cardIn(written: unknown, file: string): Card {
  const place = { file };
  if (!isCard(written)) throw noCard(file);
  return { data: parsedAt(DataSchema, dataOf(written), place), written };
}

/** By what a JSON file holds: chats and cards have the same extension. */
export function isCard(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  const data = dataOf(value);
  const isNamed = typeof data.name === 'string' && FIRST_FIELDS.some((field) => field in data);
  return isNamed || (typeof value.spec === 'string' && value.spec.startsWith('chara_card'));
}

const FIRST_FIELDS = ['description', 'first_mes', 'personality', 'mes_example'];

/** Since version 2 the fields stand in `data`; some programs leave that empty. */
export function dataOf(written: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { data } = written;
  return isRecord(data) && Object.keys(data).length > 0 ? data : written;
}

/** Version 3 has a keyword of its own; programs write version 2 beside it for older ones. */
function cardInPng(bytes: Buffer, file: string): Buffer {
  const texts = pngTexts(bytes, { file, keywords: ['ccv3', 'chara'], most: (MOST * 4) / 3 + 8 });
  const found = texts.get('ccv3') ?? texts.get('chara');
  if (found !== undefined) return Buffer.from(found, 'base64');
  throw new UserError(say('is a picture without a character card'), {
    place: { file },
    remedy: say('Get the original: programs that shrink or convert pictures throw the card away.'),
  });
}

function isZip(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'PK\u0003\u0004';
}

function cardInZip(bytes: Buffer, file: string): Buffer {
  const place = { file };
  try {
    // What is not chosen is not unpacked, and what is chosen never becomes larger than it says.
    const { 'card.json': card } = unzipSync(bytes, {
      filter: ({ name, originalSize }) => name === 'card.json' && originalSize <= MOST,
    });
    if (card) return Buffer.from(card.buffer, card.byteOffset, card.length);
  } catch (cause) {
    throw new UserError(say('is an archive that cannot be read'), { place, cause });
  }
  throw new UserError(say('is an archive without card.json, or with one of more than {n} MB', { n: MOST / 1e6 }), {
    place,
  });
}

function parsedJson(text: string, file: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    requireShallow(value, file);
    return value;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new UserError(say('is not JSON'), { place: { file }, cause });
  }
}

function requireShallow(value: unknown, file: string): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) {
      throw new UserError(say('is nested more than {n} levels deep, which no card is', { n: DEEPEST }), {
        place: { file },
      });
    }
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
}

function noCard(file: string): UserError {
  return new UserError(say('is not a character card: it has neither a name nor a description'), {
    place: { file },
    remedy: say('A chat is read by: hitogara import {file}', { file }),
  });
}
