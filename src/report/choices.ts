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
    comparisons.map((comparison) => pen.line(describeComparison(comparison))),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

interface Pen {
  screen: Screen;
  columns: number | null;
  told(text: Text): string;
  line(text: Text): string;
}

function penFor(screen: Screen): Pen {
  const columns = columnsOf(screen.stdout);
  const told = (text: Text): string => inertLine(shown(text, screen));
  return { screen, columns, told, line: (text) => foldProse(told(text), columns ?? PIPE_COLUMNS, 2) };
}

function modelTable(models: readonly ModelTally[], pen: Pen): string {
  const measures = models[0]?.accuracy.map(({ measure }) => say(MEASURE_WORDS[measure])) ?? [];
  const head = [say('model'), say('questions'), ...measures, say('by chance'), say('ties')];
  const rows = models.map((model) => [
    inertLine(model.name),
    String(scoredOf(model)),
    ...model.accuracy.map(share),
    model.chance === null ? '' : percent(model.chance),
    model.accuracy.map(({ ties }) => ties).join(' '),
  ]);
  const [, ...numbers] = head.map(pen.told);
  return plainTable(head.map(pen.told), rows, { columns: pen.columns, numbers });
}

function scoredOf({ accuracy }: ModelTally): number {
  return accuracy[0]?.trials ?? 0;
}

/** For example `62.5 % (38.6–81.5 %)`. */
function share({ proportion, low, high }: Accuracy): string {
  if (proportion === null || low === null || high === null) return '';
  return `${percent(proportion)} (${percent(low).replace(' %', '')}–${percent(high)})`;
}

/** What else is to be known of a model, or why it has no figures. */
function remarksOn(model: ModelTally): Text[] {
  const { name, line, asked, items, unscored, outside } = model;
  const of = (remark: Text): Text => joinTexts(': ', [inertLine(name), remark]);
  if (line.status === 'failed') return [of(say('failed: {reason}', { reason: recorded(line.reason) }))];
  return [
    of(say('prompt template {template}', { template: inertLine(line.template.id) })),
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
            say('on average, {share} of the probability is on replies that begin with none of the letters', {
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

function describeComparison(comparison: ChoiceComparison): Text {
  const { baseline, name, measure, questions, onlyBaseline, onlyOther, changed, difference, adjusted } = comparison;
  const { value, low, high } = difference;
  const interval = low === null || high === null ? null : asIs(`(${points(low)} – ${points(high)})`);
  const facts = say(
    '{points} points {interval}, {questions}: {lost} only the first has right, {won} only the second; {changed} answered otherwise; p {p}',
    {
      ...{
        points: points(value),
        interval: interval ?? say('(no interval)'),
        questions: plural(questions, 'question'),
      },
      ...{ lost: onlyBaseline, won: onlyOther, changed, p: probability(adjusted) },
    },
  );
  const pair = say('{first} → {second}, {measure}', {
    first: inertLine(baseline),
    second: inertLine(name),
    measure: say(MEASURE_WORDS[measure]),
  });
  return joinTexts(': ', [pair, joinTexts(' · ', [verdictOn(comparison), facts])]);
}

/** "Not significant" is never "the same". */
function verdictOn({ adjusted, difference, detectable }: ChoiceComparison): Text {
  if (adjusted < ALPHA) return difference.value < 0 ? say('worse') : say('better');
  return detectable === null
    ? say('no difference shown, and none could have been')
    : say('no difference shown; one of {points} points would mostly have been', {
        points: points(detectable).replace('+', ''),
      });
}

function points(shareOfAll: number): string {
  const text = (shareOfAll * 100).toFixed(1);
  return shareOfAll > 0 ? `+${text}` : text.replace('-', '−');
}
