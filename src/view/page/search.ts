// Finding a text in what is said, whatever its width and case: plain words, or a regular expression between slashes. Start at `matcherOf`.
import { say, type Text } from '../../words/text.ts';

export interface Matcher {
  matches(text: string): boolean;
  /** null: it can be searched for. */
  problem: Text | null;
}

/** An expression is tried on so much of each text only, or one that backtracks would hang the page. */
const LONGEST_TEXT = 2_000;
const LONGEST_EXPRESSION = 100;
/** What takes longer for a single text is given up. */
const PATIENCE_MS = 100;

/** @returns null: nothing is searched for */
export function matcherOf(wanted: string): Matcher | null {
  const [, expression, flags = ''] = /^\/(.+)\/(i?)$/s.exec(wanted) ?? [];
  if (expression !== undefined) return byExpression(expression, flags);
  const words = folded(wanted);
  return words === '' ? null : { matches: (text) => folded(text).includes(words), problem: null };
}

function byExpression(expression: string, flags: string): Matcher {
  const refused = (problem: Text): Matcher => ({ matches: () => true, problem });
  if (expression.length > LONGEST_EXPRESSION)
    return refused(say('an expression may have at most {n} characters', { n: LONGEST_EXPRESSION }));
  if (mayBacktrack(expression))
    return refused(say('a repetition inside a repetition would take too long; write it differently'));
  let pattern: RegExp;
  try {
    pattern = new RegExp(expression, `u${flags}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
    return refused(say('not a regular expression: {reason}', { reason }));
  }
  let isSlow = false;
  return {
    matches: (text) => {
      if (isSlow) return false;
      const start = performance.now();
      const found = pattern.test(text.normalize('NFKC').slice(0, LONGEST_TEXT));
      isSlow = performance.now() - start > PATIENCE_MS;
      return found;
    },
    get problem() {
      return isSlow ? say('this expression takes too long; nothing more was searched') : null;
    },
  };
}

/**
 * Whether a match could take very long: a group or a set that is repeated and repeats something itself, alternatives that are repeated,
 * a back-reference, or many repetitions one after the other.
 */
function mayBacktrack(expression: string): boolean {
  const plain = expression.replace(/\\[^1-9k]/g, 'x').replace(/\[(?:\\.|[^\]\\])*\]/g, 'x');
  if (/\\[1-9k]/.test(plain)) return true;
  if ((plain.match(/[*+]|\{\d+,\d*\}/g) ?? []).length > MOST_REPETITIONS) return true;
  const open: { repeats: boolean }[] = [];
  for (let at = 0; at < plain.length; at++) {
    const sign = plain[at] ?? '';
    const isRepetition = /^(?:[*+]|\{\d+(?:,\d*)?\})/.test(plain.slice(at));
    if (sign === '(') open.push({ repeats: false });
    else if (sign === ')') {
      const inner = open.pop()?.repeats ?? false;
      const isRepeated = /^(?:[*+]|\{\d+(?:,\d*)?\})/.test(plain.slice(at + 1));
      if (inner && isRepeated) return true;
      const outer = open.at(-1);
      if (outer && (inner || isRepeated)) outer.repeats = true;
    } else if (isRepetition || sign === '|' || sign === '?') {
      const inner = open.at(-1);
      if (inner && !(sign === '?' && plain[at - 1] === '(')) inner.repeats = true;
    }
  }
  return false;
}

/** On texts of 2,000 characters, three take some milliseconds. */
const MOST_REPETITIONS = 3;

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
