import { groupBy } from '../../core/group-by.ts';
import { say } from '../../words/text.ts';
import { passed, type TurnCheck } from '../check.ts';
import type { Span } from '../reading/code-points.ts';
import { lettersOf } from '../reading/letters.ts';
import { type RepeatedUnit, repeatedUnits } from '../reading/periods.ts';
import type { Sentence } from '../reading/sentences.ts';
import { shortQuote } from '../reading/short-quote.ts';
import { spansOfRanges } from '../reading/spans-of-ranges.ts';

/** In code points. */
const LONGEST_UNIT = 80;
const LEAST_TIMES = 3;

/** In letters: がんばれ is shouted over and over, 今見ているのは is not. */
const SHORT_CLAUSE = 6;
const CLAUSE = 7;
const LONG_CLAUSE = 9;

interface Loop {
  result: 'warn' | 'fail';
  what: string;
  times: number;
  spans: Span[];
}

/**
 * The reply is stuck: one unit over and over, or the same sentence coming back. A unit with two or more letters fails from 5 times and 60
 * characters on: Markdown tables, laughter and applause are shorter or have no letters. A unit as long as a clause fails from 4 or 5
 * times on, a longer one from 3. The value is the number of repetitions.
 */
export const loop: TurnCheck<'loop'> = {
  id: 'loop',
  version: 2,
  unit: 'turn',
  onPartial: 'faults',
  run({ reply, sentences }) {
    const units = repeatedUnits([...reply], LONGEST_UNIT, LEAST_TIMES).flatMap(loopOfUnit);
    const loops = [...units, ...returningSentences(reply, sentences)];
    const failed = loops.filter(({ result }) => result === 'fail');
    const worst = (failed.length > 0 ? failed : loops).sort((a, b) => b.times - a.times)[0];
    if (!worst) return passed(say('nothing repeats itself'), 0);
    const { result, what, times, spans } = worst;
    return {
      result,
      value: times,
      spans,
      message: say('"{what}" occurs {n} times', { what: shortQuote(what), n: times }),
    };
  },
};

function loopOfUnit({ unit, start, end }: RepeatedUnit): Loop[] {
  const length = end - start;
  // The last one may lack its comma.
  const times = Math.floor((length + 1) / [...unit].length);
  const [warn, fail] = [...unit].length === 1 ? boundsOfCharacter(unit) : boundsOfUnit(unit, times);
  if (length < warn) return [];
  return [{ result: length < fail ? 'warn' : 'fail', what: unit, times, spans: [{ start, end }] }];
}

const NEVER = Number.POSITIVE_INFINITY;

type Bounds = readonly [warn: number, fail: number];

/** From how many characters on: screams and long numbers are human, dashes and laughter are longer still. */
function boundsOfCharacter(character: string): Bounds {
  if (/[ー〜～wWｗ草笑]|[^\p{L}\p{N}]/u.test(character)) return [60, 120];
  return /\p{Script=Han}/u.test(character) ? [20, 20] : [20, 40];
}

function boundsOfUnit(unit: string, times: number): Bounds {
  const letters = (unit.match(/\p{L}/gu) ?? []).length;
  if (letters < 2) return [300, 300];
  if (letters >= LONG_CLAUSE || (letters >= CLAUSE && times >= 4) || (letters >= SHORT_CLAUSE && times >= 5))
    return [0, 0];
  if (times < 4) return [letters >= CLAUSE ? 0 : NEVER, NEVER];
  return [[...unit].length < 4 ? 60 : 32, times < 5 ? NEVER : 60];
}

/** The same sentence several times, with others between them or not. */
function returningSentences(reply: string, sentences: readonly Sentence[]): Loop[] {
  if (sentences.length < 3) return [];
  const byLetters = groupBy(sentences, ({ text }) => lettersOf(text).text);
  return [...byLetters].flatMap(([letters, same]): Loop[] => {
    const [warn, fail] = letters.length >= 8 ? [3, 4] : letters.length >= 6 ? [4, 6] : [5, 8];
    const [first, ...again] = same;
    if (!first || letters.length < 4 || same.length < warn) return [];
    const result = same.length < fail ? 'warn' : 'fail';
    return [{ result, what: first.text, times: same.length, spans: spansOfRanges(reply, again) }];
  });
}
