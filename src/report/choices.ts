// Multiple-choice tests in words: a table of models, what differs between two of them, and what could not be scored. Start at
// `describeChoices`.
import type { AnswerWay } from '../choices/answer-ways.ts';
import type { Accuracy, ChoiceComparison, ChoicesTally, Measure, ModelTally } from '../choices/tally.ts';
import { inertLine } from '../core/inert-text.ts';
import { asIs, joinTexts, type Label, plural, say, type Text } from '../words/text.ts';
import { foldProse } from './fold.ts';
import { plainTable } from './plain-table.ts';
import { probability } from './regress/figures.ts';
import { percent } from './score-wording.ts';
import { columnsOf, PIPE_COLUMNS, type Screen, shown } from './screen.ts';
import { recorded } from './wording.ts';

const MEASURE_WORDS: Record<Measure, Label> = {
  total: 'right (acc)',
  perCharacter: 'per character (acc_norm)',
  perToken: 'per token',
};

const ANSWER_WORDS: Record<AnswerWay, Label> = {
  words: 'asked with the choices listed; an answer is the words of one of them',
  letter: 'asked with the choices listed; an answer is the letter of one of them',
  open: 'asked without showing the choices; an answer is the words of one of them',
};

const REASON_WORDS: Record<string, Label> = {
  'no-answer': 'the file does not say which choice is right',
  'context-overflow': 'does not fit into the context',
  'nan-logits': 'the model gave no usable probability',
  'uneven-start': 'the choices cannot be measured from the same token on',
};

export function describeChoices(tally: ChoicesTally, screen: Screen): string {
  const { answer, models, comparisons } = tally;
  const pen = penFor(screen);
  const categories = [...new Set(models.flatMap((model) => model.categories.map(({ category }) => category)))];
  const blocks = [
    [pen.line(say(ANSWER_WORDS[answer])), modelTable(models, pen)],
    models.flatMap((model) => remarksOn(model).map(pen.line)),
    categories.length === 0 ? [] : [categoryTable(models, categories, pen)],
    comparisons.length === 0 ? [] : [comparisonTable(comparisons, pen)],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

interface Pen {
  columns: number | null;
  told(text: Text): string;
  line(text: Text): string;
}

function penFor(screen: Screen): Pen {
  const columns = columnsOf(screen.stdout);
  const told = (text: Text): string => inertLine(shown(text, screen));
  return { columns, told, line: (text) => foldProse(told(text), columns ?? PIPE_COLUMNS, 2) };
}

function modelTable(models: readonly ModelTally[], pen: Pen): string {
  const measures = models[0]?.accuracy.map(({ measure }) => say(MEASURE_WORDS[measure])) ?? [];
  const head = [say('model'), say('questions'), ...measures, say('by chance'), say('ties')];
  const rows = models.map((model) => [
    inertLine(model.name),
    String(scoredOf(model)),
    ...model.accuracy.map(share),
    model.chance === null ? '' : `${tenths(model.chance)} %`,
    model.accuracy.map(({ ties }) => ties).join(' / '),
  ]);
  const [, ...numbers] = head.map(pen.told);
  return plainTable(head.map(pen.told), rows, { columns: pen.columns, numbers });
}

function scoredOf({ accuracy }: ModelTally): number {
  return accuracy[0]?.trials ?? 0;
}

/** For example `62.5 % (38.6–81.5 %)`: with a thousand questions, a tenth counts. */
function share({ proportion, low, high }: Accuracy): string {
  if (proportion === null || low === null || high === null) return '';
  return `${tenths(proportion)} % (${tenths(low)}–${tenths(high)} %)`;
}

function tenths(share: number): string {
  return (share * 100).toFixed(1);
}

/** What else is to be known of a model, or why it has no figures. */
function remarksOn(model: ModelTally): Text[] {
  const { name, line, asked, items, unscored, outside } = model;
  const of = (remark: Text): Text => joinTexts(': ', [inertLine(name), remark]);
  return [
    line.status === 'failed'
      ? of(say('failed: {reason}', { reason: recorded(line.reason) }))
      : of(say('prompt template {template}', { template: inertLine(line.template.id) })),
    ...(items < asked ? [of(say('{done} of {asked} asked', { done: items, asked }))] : []),
    ...unscored.map(({ reason, questions }) =>
      of(
        say('{questions} not scored: {reason}', { questions: plural(questions, 'question'), reason: reasonOf(reason) }),
      ),
    ),
    ...(outside === null
      ? []
      : [
          of(
            say('on average, replies that begin with none of the letters have {share} of the probability', {
              share: percent(outside),
            }),
          ),
        ]),
  ];
}

function reasonOf(code: string): Text {
  const words = REASON_WORDS[code];
  return words ? say(words) : asIs(code);
}

function categoryTable(models: readonly ModelTally[], categories: readonly string[], pen: Pen): string {
  const head = [pen.told(say('category')), ...models.map(({ name }) => inertLine(name))];
  const rows = categories.map((category) => [
    inertLine(category),
    ...models.map((model) => {
      const [accuracy] = model.categories.find((each) => each.category === category)?.accuracy ?? [];
      return accuracy ? `${accuracy.events}/${accuracy.trials} · ${share(accuracy)}` : '';
    }),
  ]);
  return plainTable(head, rows, { columns: pen.columns, numbers: head.slice(1) });
}

const ALPHA = 0.05;

/** "Not significant" is never "the same". */
function comparisonTable(comparisons: readonly ChoiceComparison[], pen: Pen): string {
  const [first] = comparisons;
  if (!first) return '';
  const numbers = [
    say('questions'),
    say('points'),
    say('interval'),
    say('lost'),
    say('won'),
    say('answers changed'),
    asIs('p'),
  ];
  const head = [say('model'), asIs(''), ...numbers, say('verdict')].map(pen.told);
  const rows = comparisons.map(({ name, measure, questions, difference, ...counts }) => [
    inertLine(name),
    pen.told(say(MEASURE_WORDS[measure])),
    String(questions),
    points(difference.value),
    difference.low === null || difference.high === null
      ? '–'
      : `${points(difference.low)} – ${points(difference.high)}`,
    ...[counts.onlyBaseline, counts.onlyOther, counts.changed].map(String),
    probability(counts.adjusted),
    pen.told(verdictOn(difference.value, counts.adjusted)),
  ]);
  // Of the comparison that shows the least.
  const detectable = Math.max(...comparisons.map((each) => each.detectable ?? Number.POSITIVE_INFINITY));
  return [
    pen.line(
      say('compared with {baseline}; lost: only that one is right, won: only this one', {
        baseline: inertLine(first.baseline),
      }),
    ),
    plainTable(head, rows, { columns: pen.columns, numbers: numbers.map(pen.told), titles: 2 }),
    pen.line(
      Number.isFinite(detectable)
        ? say('With this many questions, a difference of {points} points is mostly shown, and a smaller one rarely.', {
            points: tenths(detectable),
          })
        : say('With so few questions, no difference can be shown.'),
    ),
  ].join('\n');
}

function verdictOn(value: number, pValue: number): Text {
  if (pValue >= ALPHA) return say('no difference shown');
  return value < 0 ? say('worse') : say('better');
}

function points(share: number): string {
  const text = tenths(share);
  return share > 0 ? `+${text}` : text.replace('-', '−');
}
