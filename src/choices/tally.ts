// The figures of multiple-choice tests: how many questions each model gets right, by which measure, and how two models differ on the same
// questions. Start at `tallyChoices`.
import { UserError } from '../core/errors.ts';
import { groupBy } from '../core/group-by.ts';
import { holm } from '../stats/holm.ts';
import { mcNemarExact } from '../stats/mcnemar.ts';
import { pairedDifference } from '../stats/paired.ts';
import { detectableRateDifference } from '../stats/power.ts';
import { type ProportionEstimate, wilsonInterval } from '../stats/proportion.ts';
import { mean } from '../stats/summary.ts';
import { say } from '../words/text.ts';
import type { AnswerWay } from './answer-ways.ts';
import type { ChoiceRecord, ItemLine, ModelLine, RecordedModel, ScoredLine } from './records.ts';

/**
 * By what the choice that a model takes is the best. total: ln p of all its tokens, lm-eval's `acc`. perCharacter: the same ÷ code points,
 * its `acc_norm`. perToken: ÷ tokens, as in llama-perplexity.
 */
const MEASURES = ['total', 'perCharacter', 'perToken'] as const;
export type Measure = (typeof MEASURES)[number];

export interface Accuracy extends ProportionEstimate {
  measure: Measure;
  /** Questions in which several choices are equally good: they do not count as right. */
  ties: number;
}

export interface ModelTally {
  /** Its column: the model's id, with that of the record where several have it. */
  name: string;
  line: ModelLine;
  /** How many questions it was to be asked; fewer have an item if the test was interrupted. */
  asked: number;
  items: number;
  unscored: { reason: string; questions: number }[];
  accuracy: Accuracy[];
  /** What guessing would get right; null: nothing was scored. */
  chance: number | null;
  /** The mean probability that a reply begins with none of the letters; null: not asked by letter. */
  outside: number | null;
  categories: { category: string; chance: number; accuracy: Accuracy[] }[];
}

export interface ChoiceComparison {
  baseline: string;
  name: string;
  measure: Measure;
  /** Questions that both were scored on. */
  questions: number;
  /** Right by one of the two only. */
  onlyBaseline: number;
  onlyOther: number;
  /** Questions to which they gave different answers, right or wrong. */
  changed: number;
  /** The other's accuracy − the baseline's; limits are null where no question tells them apart. */
  difference: { value: number; low: number | null; high: number | null };
  /** McNemar's exact test, two-sided. */
  pValue: number;
  /** Holm's, over all comparisons of this measure. */
  adjusted: number;
  /** The smallest difference that so many questions would have shown with a probability of 80 %; null: none would have. */
  detectable: number | null;
}

export interface ChoicesTally {
  answer: AnswerWay;
  models: ModelTally[];
  comparisons: ChoiceComparison[];
}

const CONFIDENCE = 0.95;

/** @throws UserError for records of other questions, or asked otherwise */
export function tallyChoices(records: readonly ChoiceRecord[]): ChoicesTally {
  const [first] = records;
  if (!first) throw new Error('there is a record');
  const other = records.find(({ set }) => set.key !== first.set.key);
  if (other) {
    throw new UserError(
      say('{first} and {other} have different questions, or asked them in different ways', {
        first: first.set.id,
        other: other.set.id,
      }),
    );
  }
  const all = records.flatMap((record) => record.models.map((model) => ({ ...model, record })));
  const ids = all.map(({ line }) => line.model);
  const named = all.map(({ record, ...model }) => {
    const { model: id } = model.line;
    return { ...model, name: ids.indexOf(id) === ids.lastIndexOf(id) ? id : `${id} (${record.set.id})` };
  });
  const { answer } = first.set.request;
  const measures = answer === 'letter' ? MEASURES.slice(0, 1) : MEASURES;
  return {
    answer,
    models: named.map((model) => tallyOf(model, first.set.asked, measures)),
    comparisons: measures.flatMap((measure) => comparisonsOf(named, measure)),
  };
}

type NamedModel = RecordedModel & { name: string };

function tallyOf({ name, line, items }: NamedModel, asked: number, measures: readonly Measure[]): ModelTally {
  const scored = items.filter(isScored);
  const unscored = groupBy(
    items.filter((item) => item.status === 'unscored'),
    ({ reason }) => reason,
  );
  const outside = scored.flatMap((item) => item.outside ?? []);
  const categories = groupBy(
    scored.filter(({ category }) => category !== null),
    ({ category }) => category ?? '',
  );
  return {
    ...{ name, line, asked, items: items.length },
    unscored: [...unscored].map(([reason, own]) => ({ reason, questions: own.length })),
    accuracy: measures.map((measure) => accuracyOf(scored, measure)),
    chance: chanceOf(scored),
    outside: outside.length === 0 ? null : mean(outside),
    categories: [...categories].map(([category, own]) => ({
      category,
      chance: chanceOf(own) ?? 0,
      accuracy: measures.map((measure) => accuracyOf(own, measure)),
    })),
  };
}

function isScored(item: ItemLine): item is ScoredLine {
  return item.status === 'scored';
}

function accuracyOf(items: readonly ScoredLine[], measure: Measure): Accuracy {
  const taken = items.map((item) => ({ item, choice: chosen(item, measure) }));
  const events = taken.filter(({ item, choice }) => choice === item.answer).length;
  return {
    measure,
    ...wilsonInterval({ events, trials: items.length }, CONFIDENCE),
    ties: taken.filter(({ choice }) => choice === null).length,
  };
}

/** Index of the best choice; null: several are equally good. */
function chosen({ choices }: Pick<ScoredLine, 'choices'>, measure: Measure): number | null {
  const values = choices.map(({ logLikelihood, characters, tokens }) => {
    if (measure === 'total') return logLikelihood;
    return logLikelihood / (measure === 'perCharacter' ? characters : (tokens ?? 1));
  });
  const best = Math.max(...values);
  const index = values.indexOf(best);
  return index === values.lastIndexOf(best) ? index : null;
}

function chanceOf(items: readonly ScoredLine[]): number | null {
  return items.length === 0 ? null : mean(items.map(({ choices }) => 1 / choices.length));
}

/** Every model beside the first that was scored at all. */
function comparisonsOf(models: readonly NamedModel[], measure: Measure): ChoiceComparison[] {
  const [baseline, ...others] = models.filter(({ items }) => items.some(isScored));
  if (!baseline) return [];
  const compared = others.map((other) => comparisonOf(baseline, other, measure)).filter((each) => each !== null);
  const adjusted = holm(compared.map(({ pValue }) => pValue));
  return compared.map((each, index) => ({ ...each, adjusted: adjusted[index] ?? 1 }));
}

/** null: they have no question in common. */
function comparisonOf(
  baseline: NamedModel,
  other: NamedModel,
  measure: Measure,
): Omit<ChoiceComparison, 'adjusted'> | null {
  const known = new Map(baseline.items.filter(isScored).map((item) => [item.question, item]));
  const pairs = other.items.filter(isScored).flatMap((item) => {
    const before = known.get(item.question);
    if (!before) return [];
    const [ours, theirs] = [chosen(before, measure), chosen(item, measure)];
    const [reference, candidate] = [ours === item.answer ? 1 : 0, theirs === item.answer ? 1 : 0];
    return [{ reference, candidate, isChanged: ours !== theirs }];
  });
  if (pairs.length === 0) return null;
  const onlyBaseline = pairs.filter(({ reference, candidate }) => reference > candidate).length;
  const onlyOther = pairs.filter(({ reference, candidate }) => candidate > reference).length;
  const {
    mean: value,
    low,
    high,
  } = pairedDifference(
    pairs.map((pair) => [pair]),
    CONFIDENCE,
  );
  const isSilent = onlyBaseline + onlyOther === 0;
  return {
    ...{ baseline: baseline.name, name: other.name, measure, questions: pairs.length, onlyBaseline, onlyOther },
    changed: pairs.filter(({ isChanged }) => isChanged).length,
    difference: isSilent ? { value, low: null, high: null } : { value, low, high },
    pValue: mcNemarExact(onlyBaseline, onlyOther),
    detectable: detectableRateDifference({
      pairs: pairs.length,
      disagreementRate: (onlyBaseline + onlyOther) / pairs.length,
    }),
  };
}
