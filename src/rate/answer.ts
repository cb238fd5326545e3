// What was typed, as an answer: the same words whether they come as keys or as lines. Start at `readAnswer`.
import { RatingSchema } from '../store/rating-schema.ts';
import { say, type Text } from '../words/text.ts';
import type { Question } from './question.ts';

export type Verdict =
  | { kind: 'rating'; rating: number }
  | { kind: 'thumb'; thumb: 'up' | 'down' }
  | { kind: 'better'; better: 'first' | 'second' | 'neither' | 'both-bad' };

export type Answer =
  | Verdict
  /** Empty: no note. */
  | { kind: 'note'; note: string }
  | { kind: 'tags'; tags: string[] }
  /** Enough said: what there is counts. */
  | { kind: 'keep' }
  | { kind: 'withdraw' }
  | { kind: 'skip' }
  | { kind: 'back' }
  | { kind: 'more' }
  | { kind: 'quit' }
  | { kind: 'unknown'; why: Text };

/** @param typed a key, or a line such as `4` or `n Too long.`; also in the wide letters of a Japanese keyboard */
export function readAnswer(typed: string, kind: Question['kind']): Answer {
  const [, letter = '?', rest = ''] = /^(\S?)(?:\s+(.*))?$/su.exec(typed.trim()) ?? [];
  const key = letter.normalize('NFKC').toLowerCase();
  if (key === 'n') return noteOf(rest);
  if (key === 't' && kind === 'reply') return tagsOf(rest);
  const answer = rest === '' ? (COMMON[key] ?? OF[kind][key]) : undefined;
  return answer ?? { kind: 'unknown', why: say('{typed} is no answer here', { typed: JSON.stringify(typed.trim()) }) };
}

const COMMON: Readonly<Record<string, Answer>> = {
  '': { kind: 'keep' },
  s: { kind: 'skip' },
  z: { kind: 'back' },
  u: { kind: 'more' },
  q: { kind: 'quit' },
};

const OF: Readonly<Record<Question['kind'], Readonly<Record<string, Answer>>>> = {
  reply: {
    ...Object.fromEntries([1, 2, 3, 4, 5].map((rating) => [rating, { kind: 'rating', rating }])),
    '+': { kind: 'thumb', thumb: 'up' },
    '-': { kind: 'thumb', thumb: 'down' },
    '0': { kind: 'withdraw' },
    b: { kind: 'back' },
  },
  pair: {
    a: { kind: 'better', better: 'first' },
    b: { kind: 'better', better: 'second' },
    '=': { kind: 'better', better: 'neither' },
    x: { kind: 'better', better: 'both-bad' },
  },
};

const { note: NoteSchema, tags: TagsSchema } = RatingSchema.shape;

function noteOf(note: string): Answer {
  return NoteSchema.safeParse(note).success
    ? { kind: 'note', note }
    : { kind: 'unknown', why: say('the note is too long') };
}

function tagsOf(text: string): Answer {
  const tags = [...new Set(text.split(/[,、，]/).map((tag) => tag.trim()))].filter((tag) => tag !== '');
  return TagsSchema.safeParse(tags).success
    ? { kind: 'tags', tags }
    : { kind: 'unknown', why: say('these are too many tags, or one of them is too long') };
}
