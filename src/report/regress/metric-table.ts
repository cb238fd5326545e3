// The table of metrics of one candidate: counts of both, the difference, and what can be said of it. Start at `metricTable`.
import type { DirectionMetric } from '../../regress/report.ts';
import { asIs, joinTexts, say, type Text } from '../../words/text.ts';
import type { TallyTable } from '../tally.ts';
import { counted, describeDifference, pointsOf, probability } from './figures.ts';
import { describeMetric, metricName, OUTCOME_WORDS } from './verdict-words.ts';

export function metricTable(metrics: readonly DirectionMetric[], gates: readonly string[]): TallyTable {
  const numbers = [say('at most'), asIs('p')];
  return {
    head: [say('metric'), say('reference → candidate'), say('points (95 %)'), ...numbers, say('finding')],
    rows: metrics.map((metric) => [
      metricName(metric) + (gates.includes(metric.metric) ? '' : ' *'),
      `${counted(metric.reference)} → ${counted(metric.candidate)}`,
      describeDifference(metric) ?? '–',
      metric.upper === null ? '–' : pointsOf(metric.upper),
      metric.adjusted === null ? '–' : probability(metric.adjusted),
      say(OUTCOME_WORDS[metric.outcome]),
    ]),
    numbers,
    titles: 1,
  };
}

/** What the names mean; nothing if nobody knows. */
export function metricLegend(metrics: readonly DirectionMetric[], gates: readonly string[]): Text {
  const isIdle = metrics.some(({ metric }) => !gates.includes(metric));
  return joinTexts('; ', [...metrics.map(describeMetric), isIdle ? say('*: does not decide') : null]);
}
