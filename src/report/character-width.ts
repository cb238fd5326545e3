// Columns of one character as people see it, which may be several code points: a letter with its marks, an emoji, a Korean syllable.
// Terminals follow no standard; this is what most of them do. Start at `widthOfCharacter`.
import { eastAsianWidth } from 'get-east-asian-width';

export function widthOfCharacter(character: string): number {
  const { visible, spacing, isEmoji } = patterns();
  const from = character.search(visible);
  // A mark without a letter, or a code that only controls.
  if (from < 0) return 0;
  if (MAY_BE_EMOJI.test(character) && (isEmoji.test(character) || isPlainEmoji(character))) return 2;
  const [first = '', ...rest] = character.slice(from);
  if (JAMO.test(first)) {
    // A syllable is drawn as one; parts of one stand beside each other.
    const parts = [first, ...rest].filter((each) => visible.test(each));
    return sum(Array.from(parts.join('').replace(SYLLABLE, '가')));
  }
  return sum([first, ...rest.filter((each) => spacing.test(each))]);
}

function sum(codePoints: readonly string[]): number {
  return codePoints.reduce((width, each) => width + eastAsianWidth(each.codePointAt(0) ?? 0), 0);
}

/** Emoji without the selector that asks for a picture. */
function isPlainEmoji(character: string): boolean {
  // No picture is longer.
  if (character.length > 50) return false;
  if (/^[\d#*]\u20e3$/.test(character)) return true;
  return character.includes('\u200d') && (character.match(patterns().pictures)?.length ?? 0) >= 2;
}

/** Every emoji has one of these; half of them are the first halves of what has two code units. */
const MAY_BE_EMOJI = /[\u00a9\u00ae\u203c-\u3299\ud83c-\ud83e]/;

const JAMO = /[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7c6\ud7cb-\ud7fb]/;
const SYLLABLE = /[\u1100-\u115f\ua960-\ua97c][\u1160-\u11a7\ud7b0-\ud7c6][\u11a8-\u11ff\ud7cb-\ud7fb]?/g;

/** As texts: where the list of all emoji stands as a pattern, reading the file takes a tenth of a second, even if it is never used. */
const EMOJI = '^\\p{RGI_Emoji}$';
const VISIBLE =
  '[^\\p{Default_Ignorable_Code_Point}\\p{Control}\\p{Format}\\p{Nonspacing_Mark}\\p{Enclosing_Mark}\\p{Surrogate}]';

function patterns() {
  made ??= {
    visible: new RegExp(VISIBLE, 'v'),
    /** Marks with a column of their own, and the half-width voiced sound marks of Japanese. */
    spacing: /[\p{Spacing_Mark}\uff00-\uffef]/u,
    isEmoji: new RegExp(EMOJI, 'v'),
    pictures: /\p{Extended_Pictographic}/gu,
  };
  return made;
}

let made: { visible: RegExp; spacing: RegExp; isEmoji: RegExp; pictures: RegExp } | undefined;
