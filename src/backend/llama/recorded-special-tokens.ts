// A vocabulary's special tokens as a run records them: every text, in little room. Start at `recordedSpecialTokens`.
import type { LlamaDescription, NumberedTexts } from '../../core/model-description.ts';

/** After numbered texts are taken together. The largest vocabularies have some hundreds. */
const MOST_ENTRIES = 2_000;

/** Fewer texts than this are written one by one. */
const LEAST_SERIES = 4;

export function recordedSpecialTokens(
  texts: readonly string[],
): Pick<LlamaDescription, 'specialTokens' | 'specialTokensLeftOut'> {
  const entries = withSeries([...new Set(texts)]);
  const leftOut = entries.length - MOST_ENTRIES;
  return { specialTokens: entries.slice(0, MOST_ENTRIES), ...(leftOut > 0 && { specialTokensLeftOut: leftOut }) };
}

/** Consecutive numbers between the same texts become one entry. */
function withSeries(texts: readonly string[]): (string | NumberedTexts)[] {
  const single: string[] = [];
  const numbered = new Map<string, { before: string; after: string; numbers: string[] }>();
  for (const text of texts) {
    const { before = '', number, after = '' } = NUMBERED.exec(text)?.groups ?? {};
    if (number === undefined) {
      single.push(text);
      continue;
    }
    const key = JSON.stringify([before, after]);
    const known = numbered.get(key) ?? { before, after, numbers: [] };
    known.numbers.push(number);
    numbered.set(key, known);
  }
  const entries = [...numbered.values()].flatMap(({ before, after, numbers }) =>
    runsOf(numbers).flatMap((run): (string | NumberedTexts)[] => {
      const [from = '', to = from] = [run[0], run.at(-1)];
      if (run.length >= LEAST_SERIES) return [{ before, from, to, after }];
      return run.map((number) => `${before}${number}${after}`);
    }),
  );
  return [...single, ...entries];
}

/** The last number in a text. */
const NUMBERED = /^(?<before>(?:.*\D)?)(?<number>\d{1,9})(?<after>\D*)$/s;

/** Numbers that can be counted through from the first, with at least as many digits as the first has. */
function runsOf(numbers: readonly string[]): string[][] {
  const sorted = [...numbers].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const runs: string[][] = [];
  for (const number of sorted) {
    const run = runs.at(-1);
    const [first, last] = [run?.[0], run?.at(-1)];
    const isNext = first !== undefined && number === String(Number(last) + 1).padStart(first.length, '0');
    if (run && isNext) run.push(number);
    else runs.push([number]);
  }
  return runs;
}
