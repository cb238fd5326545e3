// Reads the text files that people write, which must be UTF-8. Knows nothing of what is in them. Start at `readTextFile`.
import { say } from '../words/text.ts';
import { UserError } from './errors.ts';
import { largerThan, readPlainFile } from './plain-file.ts';
import { shellWord } from './shell-word.ts';

/** What other encodings are called: for a person, and for `iconv`. */
interface Encoding {
  name: string;
  iconv: string;
}

const UTF_16_LE: Encoding = { name: 'UTF-16', iconv: 'UTF-16LE' };
const UTF_16_BE: Encoding = { name: 'UTF-16', iconv: 'UTF-16BE' };
const ISO_2022_JP: Encoding = { name: 'ISO-2022-JP', iconv: 'ISO-2022-JP' };

/**
 * Tried in this order; `label` is that of `TextDecoder`, `signs` show that a text was meant to be read so. The bytes of Chinese and Korean are
 * kanji in EUC-JP, too.
 */
const MULTI_BYTE: readonly (Encoding & { label: string; signs: RegExp })[] = [
  { name: 'EUC-JP', iconv: 'EUC-JP', label: 'euc-jp', signs: /[\u3040-\u30ff]/g },
  { name: 'Shift_JIS', iconv: 'CP932', label: 'shift_jis', signs: /[\u3040-\u30ff]|[\u4e00-\u9fff]{2,}/g },
];

/**
 * The text of a file, without a byte order mark and with LF line ends.
 * @param file absolute
 * @param megabytes the most that is read
 * @throws UserError for a file that cannot be read or is too large, and for one that is not UTF-8, with its line, the byte and the likely encoding
 */
export async function readTextFile(file: string, megabytes = MOST_MEGABYTES): Promise<string> {
  return textOf(await readPlainFile(file, megabytes), file);
}

/** JavaScript can hold a text of some 500 MB; what is read is copied. */
const MOST_MEGABYTES = 200;
/** Of what people write by hand: far more than anybody has written. */
export const HAND_WRITTEN_MEGABYTES = 4;

/**
 * The same for bytes that have been read already.
 * @param begin where the bytes begin in the file
 * @throws UserError for bytes that are not UTF-8, and for too many
 */
export function textOf(bytes: Uint8Array, file: string, begin: Begin = { line: 1, byte: 0 }): string {
  if (bytes.length > MOST_MEGABYTES * 1e6) throw largerThan(MOST_MEGABYTES, { file });
  const foreign = wideEncodingOf(bytes) ?? escapedEncodingOf(bytes);
  if (foreign) throw notUtf8(bytes, { file, ...begin }, foreign);
  try {
    return plainText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw notUtf8(bytes, { file, ...begin }, { at: validBytes(bytes), encoding: japaneseEncodingOf(bytes) });
  }
}

/** Without a byte order mark, and with LF at the ends of its lines, whichever of CR LF, LF and CR an editor wrote. */
export function plainText(text: string): string {
  return plainLines(text.replace(/^\ufeff+/, ''));
}

/** Every line end as LF. */
export function plainLines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

interface Foreign {
  /** Where UTF-8 ends; 0-based, in bytes. */
  at: number;
  encoding: Encoding | null;
}

/** UTF-16 has a byte order mark, or a zero in every other byte of its first ASCII characters. */
function wideEncodingOf(bytes: Uint8Array): Foreign | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { at: 0, encoding: UTF_16_LE };
  if (first === 0xfe && second === 0xff) return { at: 0, encoding: UTF_16_BE };
  const zero = bytes.indexOf(0);
  if (zero < 0) return null;
  const encoding = zero % 2 === 1 ? UTF_16_LE : UTF_16_BE;
  return { at: zero, encoding: bytes.length % 2 === 0 && isTextIn(bytes, encoding) ? encoding : null };
}

/** Other files with zeros, such as pictures, have control characters and halves of characters then. */
function isTextIn(bytes: Uint8Array, encoding: Encoding): boolean {
  const text = new TextDecoder(encoding === UTF_16_LE ? 'utf-16le' : 'utf-16be').decode(bytes);
  return !/[\u0000-\u0008\u000e-\u001a\ufffd\uffff]/.test(text);
}

/** ISO-2022-JP is valid UTF-8, but it changes its character set with escape sequences, which no text has. */
function escapedEncodingOf(bytes: Uint8Array): Foreign | null {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('latin1')
    .search(/\u001b(\$[@B]|\([IJ])/);
  return at < 0 ? null : { at, encoding: ISO_2022_JP };
}

/** How many bytes are UTF-8, counted from the start. */
function validBytes(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [valid, invalid] = [0, bytes.length];
  // The longest start that is not yet wrong: a character cut at its end is not wrong while decoding goes on.
  while (valid + 1 < invalid) {
    const middle = (valid + invalid) >> 1;
    if (isStartOfUtf8(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return Buffer.byteLength(decoder.decode(bytes.subarray(0, valid), { stream: true })) + markLength(bytes);
}

function markLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function isStartOfUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    // Wrong before its end: the answer.
    return false;
  }
}

/** The one that reads the bytes as Japanese: the most of its signs, no half-width kana in between. */
function japaneseEncodingOf(bytes: Uint8Array): Encoding | null {
  let best: { encoding: Encoding; score: number } | null = null;
  for (const { label, signs, ...encoding } of MULTI_BYTE) {
    const text = new TextDecoder(label).decode(bytes);
    const count = (characters: RegExp): number => text.match(characters)?.length ?? 0;
    const score = count(signs) - 2 * count(/[\uff61-\uff9f\ufffd]/g);
    if (score > (best?.score ?? 0)) best = { encoding, score };
  }
  return best?.encoding ?? null;
}

interface Begin {
  /** 1-based. */
  line: number;
  /** 0-based. */
  byte: number;
}

function notUtf8(bytes: Uint8Array, begin: Begin & { file: string }, { at: inBytes, encoding }: Foreign): UserError {
  const { file } = begin;
  const isWide = encoding === UTF_16_LE || encoding === UTF_16_BE;
  const line = isWide ? 1 : begin.line - 1 + lineAt(bytes, inBytes);
  const at = begin.byte + inBytes;
  const byte = `0x${(bytes[inBytes] ?? 0).toString(16).padStart(2, '0')}`;
  const place = { file, line };
  if (!encoding) {
    return new UserError(say('is not UTF-8: byte {at} ({byte}) cannot be read', { at, byte }), {
      place,
      remedy: say('Open the file in an editor with the encoding it was written in, and save it as UTF-8.'),
    });
  }
  const { name, iconv } = encoding;
  const word = shellWord(file);
  return new UserError(say('is not UTF-8 but probably {name}: see byte {at} ({byte})', { name, at, byte }), {
    place,
    remedy: say('Save it as UTF-8 in an editor (Notepad: Save as, Encoding), or with iconv: {command}', {
      command: `iconv -f ${iconv} -t UTF-8 ${word} > utf8.tmp && mv utf8.tmp ${word}`,
    }),
  });
}

function lineAt(bytes: Uint8Array, at: number): number {
  return bytes.subarray(0, at).reduce((lines, byte) => (byte === 0x0a ? lines + 1 : lines), 1);
}
