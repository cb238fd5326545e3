import type { Persona } from '../../scenario/schema.ts';
import { say } from '../../words/text.ts';
import { type ConversationCheck, notApplicable, passed, type TalkTurn, wholeTurns } from '../check.ts';
import { type Letters, lettersOf } from '../reading/letters.ts';

/** Fewer replies show no habit. */
const LEAST_REPLIES = 3;

/** In letters. */
const [SHORTEST_PREFIX, LONGEST_PREFIX] = [3, 8];

interface Opener {
  /** The letters that are the same. */
  letters: string;
  /** A short word such as うん or はい: people begin many sentences with these. */
  isShort: boolean;
  openings: readonly Opening[];
}

/**
 * Many replies begin in the same way: with the same word or phrase before a comma or full stop, or with the same 3 to 8 letters (in English:
 * three words). Addressing the user by name does not count, nor an interjection of one sound, nor what the persona's text puts in
 * quotation marks. Fails from half of the replies on and at least 4 (a word of two sounds, or one English word: 70 %), warns from 40 % and 3. The value is the share.
 */
export const openerRepeat: ConversationCheck<'opener.repeat'> = {
  id: 'opener.repeat',
  version: 1,
  unit: 'conversation',
  run(talk) {
    const turns = wholeTurns(talk);
    if (turns.length < LEAST_REPLIES) return notApplicable(say('too few replies to compare their beginnings'));
    const openings = turns.map((turn) => openingOf(turn, talk.persona));
    const opener = commonest(openings, demandedBy(talk.persona));
    const times = opener?.openings.length ?? 1;
    const share = times / turns.length;
    const least = opener?.isShort ? 0.7 : 0.5;
    if (!opener || times < 3 || share < 0.4) return passed(say('the replies begin in different ways'), share);
    const [first] = opener.openings;
    return {
      result: times >= 4 && share >= least ? 'fail' : 'warn',
      value: share,
      spans: opener.openings.map(({ turn, letters, offset }) => {
        const point = (index: number): number => offset + (letters.at[index] ?? 0);
        return { start: point(0), end: point(opener.letters.length - 1) + 1, turn };
      }),
      message: say('{n} of {all} replies begin with "{opener}"', {
        n: times,
        all: turns.length,
        opener: first?.written(opener.letters.length) ?? opener.letters,
      }),
    };
  },
};

interface Opening {
  turn: number;
  letters: Letters;
  /** How many letters come before the first punctuation mark; null: no such mark is near. */
  phrase: number | null;
  isEnglish: boolean;
  /** Code points before the letters' own text: an address that was left out. */
  offset: number;
  /** So many letters as they were written. */
  written(letters: number): string;
}

/** In UTF-16 code units: more than the longest opening needs. */
const HEAD = 80;

function openingOf({ turn, reply }: TalkTurn, persona: Persona): Opening {
  const head = reply.slice(0, HEAD);
  const address = head.trimStart().startsWith(persona.user)
    ? AFTER_NAME.exec(head.slice(head.indexOf(persona.user) + persona.user.length))
    : null;
  const skipped = address ? head.indexOf(persona.user) + persona.user.length + address[0].length : 0;
  const text = head.slice(skipped);
  const letters = lettersOf(text);
  const characters = [...text];
  const mark = characters.findIndex((character, index) => index > (letters.at[0] ?? 0) && PAUSE.test(character));
  const before = letters.at.filter((point) => point < mark).length;
  return {
    turn,
    letters,
    phrase: mark > 0 && before > 0 ? before : null,
    isEnglish: /^[a-z]/.test(letters.text),
    offset: [...head.slice(0, skipped)].length,
    written: (count) => characters.slice(letters.at[0] ?? 0, (letters.at[count - 1] ?? 0) + 1).join(''),
  };
}

/** After the user's name, where it is an address and not a part of the sentence. */
const AFTER_NAME = /^[、，,!！?？…。\s]+/;
const PAUSE = /[、，,。！？!?….〜～~\n「（(]/;

function commonest(openings: readonly Opening[], demanded: string): Opener | undefined {
  const groups = new Map<string, Opening[]>();
  for (const opening of openings) {
    for (const key of new Set(keysOf(opening))) groups.set(key, [...(groups.get(key) ?? []), opening]);
  }
  const openers = [...groups].flatMap(([letters, own]): Opener[] => {
    const [first] = own;
    if (!first || (demanded !== '' && demanded.includes(letters))) return [];
    const isShort = first.isEnglish ? !first.written(letters.length).includes(' ') : soundsOf(letters) < 3;
    return soundsOf(letters) < 2 ? [] : [{ letters, isShort, openings: own }];
  });
  const weight = ({ openings: own, letters, isShort }: Opener): number =>
    own.length * 1_000 + (isShort ? 0 : 100) + letters.length;
  return openers.sort((a, b) => weight(b) - weight(a))[0];
}

/** Every beginning that may be the common one. */
function keysOf({ letters: { text }, phrase, isEnglish, written }: Opening): string[] {
  const phrases = phrase !== null && phrase <= 2 * LONGEST_PREFIX ? [text.slice(0, phrase)] : [];
  if (isEnglish) {
    const words = written(text.length).split(/\s+/).slice(0, 3);
    return words.length < 3 ? phrases : [...phrases, lettersOf(words.join('')).text];
  }
  const prefixes = [];
  for (let length = SHORTEST_PREFIX; length <= Math.min(LONGEST_PREFIX, text.length); length++) {
    prefixes.push(text.slice(0, length));
  }
  return [...phrases, ...prefixes];
}

/** えー and えっ are one sound. */
function soundsOf(letters: string): number {
  return new Set(letters.replace(/[ーっッぁぃぅぇぉ]/g, '')).size;
}

/** What the persona's text puts in quotation marks, such as 「べ、別に」, without punctuation. */
function demandedBy({ instruction, traits, endings }: Persona): string {
  const texts = [instruction, ...traits.map(({ trait }) => trait)].join('\n');
  const quoted = [...texts.matchAll(/[「『“"]([^「」『』“”"\n]{1,60})[」』”"]/g)].map((match) => match[1] ?? '');
  return [...quoted, ...endings].map((text) => lettersOf(text).text).join('\n');
}
