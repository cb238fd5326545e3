// Every column in one line of figures, with its differences from the baseline. Start at `SummaryTable`.
import type { Column, ColumnFigures, Figure, Median, MetricId } from '../../../compare/comparison.ts';
import { inertLine } from '../../../core/inert-text.ts';
import { joinTexts, plural, say } from '../../../words/text.ts';
import type { ShownColumn } from '../columns.ts';
import { size, UNKNOWN } from '../numbers.ts';
import { t } from '../words.ts';
import { DeltaLine } from './delta.tsx';
import { inUnit } from './in-unit.ts';
import { RateLines } from './rate.tsx';
import { Wide } from './wide.tsx';

interface SummaryProps {
  columns: readonly ShownColumn[];
  /** The one that the differences are from; it may be hidden. */
  baseline: Column | undefined;
}

export function SummaryTable({ columns, baseline }: SummaryProps) {
  return (
    <>
      <Wide label={t(say('figures of each model'))}>
        <table class="figures-table summary-table">
          <thead>
            <tr>
              <th scope="col">{t(say('model'))}</th>
              <th scope="col">{t(say('file'))}</th>
              <th scope="col">{t(say('replies with a fault'))}</th>
              <th scope="col">{t(say('human rating, 1 to 5'))}</th>
              <th scope="col">{t(say('tokens/s'))}</th>
              <th scope="col">{t(say('first token'))}</th>
              <th scope="col">{t(say('memory'))}</th>
              <th scope="col">{t(say('outcomes'))}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ column, name }) => (
              <tr key={column.id} class={column.id === baseline?.id ? 'is-baseline' : undefined}>
                <th scope="row">
                  <span class="column-name">{name}</span>
                  {column.id === baseline?.id && <span class="baseline-badge">★ {t(say('baseline'))}</span>}
                </th>
                <ColumnCells column={column} />
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      {baseline && (
        <p class="basis">
          {t(
            say('differences are from {baseline}, on the replies that both have; ranges are 95 % intervals', {
              baseline: inertLine(baseline.label),
            }),
          )}
        </p>
      )}
    </>
  );
}

function ColumnCells({ column }: { column: Column }) {
  const { figures, deltas, facts } = column;
  return (
    <>
      <td>
        <span class="figure">{size(facts.fileBytes)}</span>
        {facts.fileType !== null && <span class="basis">{facts.fileType}</span>}
        <DeltaLine deltas={deltas} metric="fileBytes" />
      </td>
      {figures === null ? (
        <td colSpan={6} class="basis">
          {t(column.status === 'failed' ? say('the model failed') : say('not counted yet'))}
        </td>
      ) : (
        <FigureCells figures={figures} column={column} />
      )}
    </>
  );
}

function FigureCells({ figures, column: { deltas } }: { figures: ColumnFigures; column: Column }) {
  return (
    <>
      <td>
        {figures.faults === null ? (
          <span class="basis">{t(say('not scored'))}</span>
        ) : (
          <RateLines rate={figures.faults} />
        )}
        <DeltaLine deltas={deltas} metric="faults" />
      </td>
      <td>
        <RatingLines rating={figures.rating} thumbs={figures.thumbs} />
        <DeltaLine deltas={deltas} metric="rating" />
      </td>
      <MedianCell median={figures.tokensPerSecond} metric="tokensPerSecond" deltas={deltas} />
      <MedianCell median={figures.timeToFirstTokenMs} metric="timeToFirstTokenMs" deltas={deltas} />
      <td>
        <span class="figure">{size(figures.peakMemoryBytes)}</span>
        <DeltaLine deltas={deltas} metric="peakMemoryBytes" />
      </td>
      <td>
        <Outcomes figures={figures} />
      </td>
    </>
  );
}

interface MedianProps extends Pick<Column, 'deltas'> {
  median: Median;
  metric: MetricId;
}

function MedianCell({ median: { median, n }, metric, deltas }: MedianProps) {
  return (
    <td>
      <span class="figure">{median === null ? UNKNOWN : inUnit(metric, median)}</span>
      {median !== null && <span class="basis">{t(say('median, n = {n}', { n }))}</span>}
      <DeltaLine deltas={deltas} metric={metric} />
    </td>
  );
}

function RatingLines({ rating, thumbs }: { rating: Figure | null; thumbs: ColumnFigures['thumbs'] }) {
  const hasThumbs = thumbs.up + thumbs.down > 0;
  const hasMean = rating !== null && rating.value !== null;
  if (!hasMean && !hasThumbs) return <span class="unknown">{UNKNOWN}</span>;
  return (
    <>
      {hasMean && (
        <>
          <span class="figure">{rating.value?.toFixed(1)}</span>
          <span class="basis">{t(basisOf(rating))}</span>
        </>
      )}
      {hasThumbs && (
        <span class="basis">{t(say('thumbs: {up} up, {down} down', { up: thumbs.up, down: thumbs.down }))}</span>
      )}
    </>
  );
}

function basisOf({ low, high, n }: Figure) {
  const range = low === null || high === null ? null : `${low.toFixed(1)}–${high.toFixed(1)}`;
  return joinTexts(' · ', [range, say('n = {n}', { n })]);
}

/** Those that did not occur are left out. */
function Outcomes({ figures: { outcomes, turns, conversations, unfinished } }: { figures: ColumnFigures }) {
  const bad = (['truncated', 'empty', 'refused', 'failed'] as const).filter((outcome) => (outcomes[outcome] ?? 0) > 0);
  return (
    <>
      <span class="figure">{t(say('{n} of {all} ok', { n: outcomes.ok ?? 0, all: turns }))}</span>
      {bad.length > 0 && (
        <span class="basis">
          {t(
            joinTexts(
              ' · ',
              bad.map((outcome) => say('{outcome} {n}', { outcome: say(outcome), n: outcomes[outcome] ?? 0 })),
            ),
          )}
        </span>
      )}
      <span class="basis">
        {t(
          joinTexts(' · ', [
            plural(conversations, 'conversation'),
            unfinished > 0 ? say('{n} not finished', { n: unfinished }) : null,
          ]),
        )}
      </span>
    </>
  );
}
