// The forms in which a key may turn up: plain, in other letter case, with the escapes of JSON, URLs or HTML, in hexadecimal, in base64.
// Start at `keyForms`.

/** A key in one form: its shortest beginning that tells something of it, and each piece that may follow. */
export interface KeyForm {
  beginning: RegExp;
  rest: readonly RegExp[];
}

export interface Finding {
  words: string;
  /** Not only a beginning of the key. */
  isWhole: boolean;
  isAtEnd: boolean;
}

const SHORTEST_BEGINNING = 6;
/** In base64 as many bytes as characters above. */
const SHORTEST_ENCODED = 8;

/** @param key printable ASCII characters */
export function keyForms(key: string): KeyForm[] {
  return [
    formOf(Array.from(key, withEscapes), SHORTEST_BEGINNING),
    formOf(Array.from(key, hexOf), SHORTEST_ENCODED),
    ...[0, 1, 2].map((before) => formOf(Array.from(base64Of(key, before), base64Piece), SHORTEST_ENCODED)),
  ];
}

interface Replacing {
  /** Whether what was found is to be replaced. */
  isMeant: (finding: Finding) => boolean;
  replacement: string;
}

/** The text without the key in these forms, each time as long as it goes on. */
export function replaceKey(text: string, forms: readonly KeyForm[], { isMeant, replacement }: Replacing): string {
  return forms.reduce((before, { beginning, rest }) => {
    let [replaced, done] = ['', 0];
    beginning.lastIndex = 0;
    for (let found = beginning.exec(before); found; found = beginning.exec(before)) {
      const { end, isWhole } = followed(before, beginning.lastIndex, rest);
      const words = before.slice(found.index, end);
      beginning.lastIndex = found.index + 1;
      if (!isMeant({ words, isWhole, isAtEnd: end === before.length })) continue;
      replaced += before.slice(done, found.index) + replacement;
      done = beginning.lastIndex = end;
    }
    return replaced + before.slice(done);
  }, text);
}

/** Whether a text holds the key in any of its forms, or a beginning of it. What is shorter than such a beginning is in any text. */
export function holdsKey(text: string, key: string): boolean {
  if (key.length < SHORTEST_BEGINNING) return false;
  return replaceKey(text, keyForms(key), { isMeant: () => true, replacement: '' }) !== text;
}

function followed(text: string, from: number, rest: readonly RegExp[]): { end: number; isWhole: boolean } {
  let end = from;
  for (const piece of rest) {
    piece.lastIndex = end;
    if (!piece.test(text)) return { end, isWhole: false };
    end = piece.lastIndex;
  }
  return { end, isWhole: true };
}

function formOf(pieces: readonly string[], shortest: number): KeyForm {
  const made = new Map(pieces.map((piece) => [piece, new RegExp(piece, 'iy')]));
  return {
    beginning: new RegExp(pieces.slice(0, shortest).join(''), 'gi'),
    rest: pieces.slice(shortest).flatMap((piece) => made.get(piece) ?? []),
  };
}

/** Repetitions are limited, so that long runs of one character cost no time. */
function withEscapes(char: string): string {
  const code = char.charCodeAt(0);
  const escaped = String.raw`(?:\\{1,8}(?:u00|x|u\{)|%(?:25){0,3}|&#x0{0,4})${hexOf(char)}[;}]?|&#0{0,4}${code};`;
  const named = NAMED[char] === undefined ? '' : `|&(?:amp;)?${NAMED[char]};`;
  const literal = /\w/.test(char) ? char : `\\${char}`;
  const backslashes = /["'\\/]/.test(char) ? String.raw`\\{0,8}` : '';
  return `(?:${escaped}${named}|${backslashes}${literal})`;
}

const NAMED: Readonly<Record<string, string>> = { '"': 'quot', '&': 'amp', "'": 'apos', '<': 'lt', '>': 'gt' };

function hexOf(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(2, '0');
}

/** What of the base64 of a text is the same whatever stands before and behind the key in it. */
function base64Of(key: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(key)]);
  return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

function base64Piece(char: string): string {
  if (char === '+') return '(?:[+-]|%2B)';
  return char === '/' ? String.raw`(?:\\?/|_|%2F)` : char;
}
