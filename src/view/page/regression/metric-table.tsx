// Faults of both models, and their difference with its interval around no change. Start at `MetricTable`.
import type { Direction, DirectionMetric } from '../../../regress/report.ts';
import {
  amountOf,
  counted,
  describeDifference,
  known,
  pointsOf,
  probability,
} from '../../../report/regress/figures.ts';
import { metricLabel, metricName, OUTCOME_WORDS } from '../../../report/regress/verdict-words.ts';
import { say } from '../../../words/text.ts';
import { Wide } from '../figures/wide.tsx';
import { UNKNOWN } from '../numbers.ts';
import { t } from '../words.ts';
import { told } from './told.ts';

interface MetricTableProps {
  direction: Direction;
  /** Metrics that decide. */
  gates: readonly string[];
}

export function MetricTable({ direction: { metrics, margin }, gates }: MetricTableProps) {
  const reach = reachOf(metrics, margin);
  const isIdle = metrics.some(({ metric }) => !gates.includes(metric));
  return (
    <>
      <Wide label={t(say('Metrics'))}>
        <table class="figures-table metric-table">
          <thead>
            <tr>
              <th scope="col">{t(say('metric'))}</th>
              <th scope="col">{t(say('finding'))}</th>
              <th scope="col" class="drawn">
                <AxisNames reach={reach} margin={margin} />
              </th>
              <th scope="col">{t(say('reference → candidate'))}</th>
              <th scope="col">{t(say('points (95 %)'))}</th>
              <th scope="col">{t(say('at most'))}</th>
              <th scope="col">p</th>
            </tr>
          </thead>
          <tbody>
            {metrics.map((metric) => (
              <tr key={metric.metric}>
                <th scope="row">
                  <MetricName metric={metric} decides={gates.includes(metric.metric)} />
                </th>
                <td class={`outcome ${metric.outcome}`}>{t(say(OUTCOME_WORDS[metric.outcome]))}</td>
                <td class="drawn">
                  <Difference metric={metric} reach={reach} margin={margin} />
                </td>
                <td>
                  <span class="figure">
                    {counted(metric.reference)} → {counted(metric.candidate)}
                  </span>
                </td>
                <td>
                  <span class="figure">{told(describeDifference(metric) ?? UNKNOWN)}</span>
                </td>
                <td>
                  <span class="figure">{metric.upper === null ? UNKNOWN : pointsOf(metric.upper)}</span>
                </td>
                <td>
                  <span class="figure">{metric.adjusted === null ? UNKNOWN : probability(metric.adjusted)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      <p class="basis">
        {t(
          say(
            'Dot and line: the difference in points with its 95 % interval. Bar: at most so much worse. Dashed line: the margin, {margin} points.',
            { margin: amountOf(margin) },
          ),
        )}
        {isIdle && ` ${t(say('*: does not decide'))}`}
      </p>
    </>
  );
}

function MetricName({ metric, decides }: { metric: DirectionMetric; decides: boolean }) {
  const label = metricLabel(metric);
  return (
    <>
      {metricName(metric)}
      {decides ? '' : ' *'}
      {label !== null && <span class="basis">{t(say(label))}</span>}
    </>
  );
}

/** What all of them and the margin fit into, as shares. */
interface Reach {
  low: number;
  high: number;
}

function reachOf(metrics: readonly DirectionMetric[], margin: number): Reach {
  const values = metrics
    .flatMap(({ difference: { value, low, high }, upper }) => [value, low, high, upper])
    .filter((value) => value !== null);
  const low = Math.min(0, -margin / 2, ...values);
  const high = Math.max(0, margin * 1.2, ...values);
  const room = (high - low) * 0.04;
  return { low: low - room, high: high + room };
}

function across(value: number, { low, high }: Reach): string {
  return `${((value - low) / (high - low)) * 100}%`;
}

function AxisNames({ reach, margin }: { reach: Reach; margin: number }) {
  return (
    <span class="ticks">
      <span class="unseen">{t(say('picture of the difference'))}</span>
      <span aria-hidden="true" style={{ insetInlineStart: across(0, reach) }}>
        0
      </span>
      <span aria-hidden="true" style={{ insetInlineStart: across(margin, reach) }}>
        {`+${amountOf(margin)}`}
      </span>
    </span>
  );
}

interface DifferenceProps {
  metric: DirectionMetric;
  reach: Reach;
  margin: number;
}

function Difference({ metric: { difference, upper, outcome }, reach, margin }: DifferenceProps) {
  const figure = known(difference);
  const at = (value: number): string => across(value, reach);
  return (
    <svg class={`interval ${outcome}`} aria-hidden="true" focusable="false">
      <line class="tick" x1={at(0)} x2={at(0)} y1="0" y2="100%" />
      <line class="margin" x1={at(margin)} x2={at(margin)} y1="0" y2="100%" />
      {figure && (
        <>
          <line class="reach" x1={at(figure.low)} x2={at(figure.high)} y1="50%" y2="50%" />
          <circle cx={at(figure.value)} cy="50%" r="4" />
        </>
      )}
      {upper !== null && <line class="upper" x1={at(upper)} x2={at(upper)} y1="20%" y2="80%" />}
    </svg>
  );
}
