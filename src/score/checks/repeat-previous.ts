import { say } from '../../words/text.ts';
import { type Finding, passed, type Talk, type TalkTurn, type TurnCheck } from '../check.ts';
import { type Span, wholeSpan } from '../reading/code-points.ts';
import { type Letters, lettersOf, lettersOfReply } from '../reading/letters.ts';
import { remembered } from '../reading/remembered.ts';

/** How far back is compared, in replies: more would be slow in very long conversations. */
const MOST_EARLIER = 40;

/** In letters. A reply with fewer is an interjection such as りょーかい！ */
const SHORTEST = 10;

/** In letters: a run of so many that two replies share is no coincidence. */
const SHARED_RUN = { ja: 30, en: 60, other: 60 };

/**
 * The reply says again what an earlier one said: word for word, with the same trigrams of letters (Jaccard ≥ 0.6 fails, ≥ 0.5 warns), or
 * with a long run in common (fails if it is a third of the reply). A short reply only warns, and only if the one just before was the same.
 * No fault where the user asks again or asks to hear it again. The value is the greatest Jaccard index.
 */
export const repeatPrevious: TurnCheck<'repeat.previous'> = {
  id: 'repeat.previous',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run(turn, talk) {
    const own = readingOf(turn);
    const earlier = talk.turns
      .filter((other) => other.turn < turn.turn && other.reply.trim() !== '')
      .slice(-MOST_EARLIER);
    if (ASKS_TO_REPEAT.test(turn.user)) return passed(say('the user asked to hear it again'));
    let best: Finding = passed(say('nothing from an earlier reply is repeated'), 0);
    for (const other of earlier.reverse()) {
      const found = compared(turn, other, { own, talk, isLast: other === earlier[0] });
      const value = Math.max(best.value ?? 0, found.value ?? 0);
      best = { ...(RANK[found.result] > RANK[best.result] ? found : best), value };
      if (best.result === 'fail') break;
    }
    return best;
  },
};

const RANK = { 'not-applicable': 0, pass: 0, warn: 1, fail: 2 };

const ASKS_TO_REPEAT =
  /もう(?:一|いっ|1|１)(?:回|度|かい)|もっかい|もう(?:いち|一)ど|繰り?返|くりかえ|復唱|聞こえな|聞き取れな|聞き逃|なんて(?:言|い)った|何て(?:言|い)った|\b(?:again|repeat|pardon|come again|say that)\b|what did you (?:just )?say/i;

interface Context {
  own: Reading;
  talk: Talk;
  /** Whether `other` is the reply just before. */
  isLast: boolean;
}

function compared(turn: TalkTurn, other: TalkTurn, { own, talk, isLast }: Context): Finding {
  const theirs = readingOf(other);
  const pass = (value: number): Finding => passed(say('nothing from an earlier reply is repeated'), value);
  if (own.letters.text === '') return pass(0);
  const isSame = own.letters.text === theirs.letters.text;
  const isShort = own.letters.text.length < SHORTEST;
  if (isShort && !(isSame && isLast)) return pass(0);
  const similarity = isSame ? 1 : jaccard(own.trigrams, theirs.trigrams);
  const message = say('the reply repeats what was said in turn {turn}', { turn: other.turn });
  if (similarity >= 0.5) {
    if (isAskedAgain(turn.user, other.user)) return pass(similarity);
    const result = similarity >= 0.6 && !isShort ? 'fail' : 'warn';
    return { result, value: similarity, spans: [wholeSpan(turn.reply)], message };
  }
  const runs = sharedRuns(own, theirs, SHARED_RUN[talk.persona.language]);
  if (runs.length === 0 || isAskedAgain(turn.user, other.user)) return pass(similarity);
  const shared = runs.reduce((sum, { start, end }) => sum + end - start, 0);
  const result = shared >= [...turn.reply].length / 3 ? 'fail' : 'warn';
  return { result, value: similarity, spans: runs, message };
}

/** The same question may get the same answer; a short line such as ねえ is no question. */
function isAskedAgain(line: string, earlier: string): boolean {
  const letters = lettersOf(line).text;
  return letters.length >= 6 && letters === lettersOf(earlier).text;
}

interface Reading {
  letters: Letters;
  trigrams: ReadonlySet<string>;
  /** Every run of so many letters as `SHARED_RUN` asks for; made when first needed. */
  runs: Map<number, ReadonlySet<string>>;
}

const readingOf = remembered((turn: TalkTurn): Reading => {
  const letters = lettersOfReply(turn);
  return { letters, trigrams: partsOf(letters.text, 3), runs: new Map() };
});

function partsOf(text: string, length: number): ReadonlySet<string> {
  const parts = new Set<string>();
  for (let at = 0; at + length <= text.length; at++) parts.add(text.slice(at, at + length));
  return parts;
}

function jaccard(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let common = 0;
  for (const part of one) if (other.has(part)) common++;
  const all = one.size + other.size - common;
  return all === 0 ? 0 : common / all;
}

/** Runs of `length` or more letters that both have, where they are in the first. */
function sharedRuns({ letters: { text, at } }: Reading, theirs: Reading, length: number): Span[] {
  if (text.length < length || theirs.letters.text.length < length) return [];
  const parts = theirs.runs.get(length) ?? partsOf(theirs.letters.text, length);
  theirs.runs.set(length, parts);
  const spans: Span[] = [];
  for (let from = 0; from + length <= text.length; from++) {
    if (!parts.has(text.slice(from, from + length))) continue;
    let end = from + length;
    while (end < text.length && parts.has(text.slice(end - length + 1, end + 1))) end++;
    spans.push({ start: at[from] ?? 0, end: (at[end - 1] ?? 0) + 1 });
    from = end - 1;
  }
  return spans;
}
