// The texts inside a PNG picture. Reads chunk by chunk and believes no length: the usual package allocates whatever a chunk says it has.
// Start at `pngTexts`.
import { crc32, inflateSync } from 'node:zlib';
import { UserError } from '../../core/errors.ts';
import { say } from '../../words/text.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Length, type and checksum. */
const FRAME = 12;

export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

/**
 * By keyword, in lower case; of several with the same keyword the first, as SillyTavern reads them. Source: PNG specification, 3rd edition, 11.3.3.
 * @param keywords of the texts that are read: to unpack all that a picture has may take minutes
 * @param most of one text, in bytes
 * @throws UserError naming the chunk, if it is damaged or too large
 */
export function pngTexts(
  bytes: Buffer,
  { file, keywords, most }: { file: string; keywords: readonly string[]; most: number },
): Map<string, string> {
  const texts = new Map<string, string>();
  for (let at = SIGNATURE.length; at < bytes.length; ) {
    const left = bytes.length - at - FRAME;
    const length = left < 0 ? 0 : bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (left < length || !/^[A-Za-z]{4}$/.test(type)) throw damaged(file, at);
    if (type === 'IEND') break;
    const data = bytes.subarray(at + 8, at + 8 + length);
    const read = TEXTS[type];
    const { keyword, rest } = read ? keywordOf(data) : NO_TEXT;
    if (read && (rest === null || (keywords.includes(keyword) && !texts.has(keyword)))) {
      if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== bytes.readUInt32BE(at + 8 + length))
        throw damaged(file, at);
      const text = rest && read(rest, most);
      if (!text) throw damaged(file, at);
      if (text.length > most) throw tooLarge(file, at, most);
      texts.set(keyword, text.toString('latin1'));
    }
    at += FRAME + length;
  }
  return texts;
}

/** Of what comes after the keyword. */
type ReadText = (rest: Buffer, most: number) => Buffer | null;

const TEXTS: Readonly<Record<string, ReadText>> = {
  tEXt: (rest) => rest,
  zTXt: (rest, most) => (rest[0] === 0 ? inflated(rest.subarray(1), most) : null),
  iTXt(rest, most) {
    const language = rest.indexOf(0, 2);
    const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
    if (translated < 0) return null;
    const content = rest.subarray(translated + 1);
    return rest[0] === 1 ? inflated(content, most) : content;
  },
};

const NO_TEXT = { keyword: '', rest: null };

function keywordOf(data: Buffer): { keyword: string; rest: Buffer | null } {
  const end = data.indexOf(0);
  const keyword = data.toString('latin1', 0, Math.max(end, 0)).toLowerCase();
  return { keyword, rest: end < 0 ? null : data.subarray(end + 1) };
}

/** null: it is no such stream, or one that would be larger. */
function inflated(data: Buffer, most: number): Buffer | null {
  try {
    return inflateSync(data, { maxOutputLength: most });
  } catch {
    // Whatever zlib says of it, the chunk cannot be used.
    return null;
  }
}

function damaged(file: string, at: number): UserError {
  return new UserError(say('is a damaged picture: what is at byte {at} is not a PNG chunk', { at }), {
    place: { file },
    remedy: say('Get the card again: programs that shrink or convert pictures destroy it.'),
  });
}

function tooLarge(file: string, at: number, most: number): UserError {
  return new UserError(
    say('the text at byte {at} has more than {n} MB, which is the most that is read', { at, n: most / 1e6 }),
    { place: { file } },
  );
}
