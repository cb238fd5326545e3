// What stands above a column: its name and its few most telling figures. Where names are hidden, a letter only. Start at `ColumnHead`.
import type { Column, Delta, MetricId } from '../../../compare/comparison.ts';
import { say } from '../../../words/text.ts';
import { baselineId, isBlind, type ShownColumn } from '../columns.ts';
import { comparison } from '../data.ts';
import { Icon } from '../icons.tsx';
import { interval, milliseconds, number } from '../numbers.ts';
import { chooseBaseline } from '../steps.ts';
import { t, told } from '../words.ts';

export function ColumnHead({ column: shown }: { column: ShownColumn }) {
  const { column, name, isBaseline } = shown;
  if (isBlind.value)
    return (
      <th scope="col">
        <div class="column-name">
          <b>{name}</b>
        </div>
      </th>
    );
  return (
    <th scope="col">
      <div class="column-name">
        <b>
          <bdi>{name}</bdi>
        </b>
        {column.facts.fileType !== null && <span class="quant">{column.facts.fileType}</span>}
        <button
          type="button"
          class="quiet star"
          aria-pressed={isBaseline}
          aria-label={t(say('compare the others with {column}', { column: name }))}
          title={t(
            isBaseline ? say('the others are compared with this column') : say('compare the others with this column'),
          )}
          onClick={() => chooseBaseline(column.id)}
        >
          <Icon name="star" isFull={isBaseline} />
        </button>
      </div>
      {column.status === 'failed' && <p class="fault-note">{told(column.reason ?? t(say('failed')))}</p>}
      <HeadFigures column={column} />
    </th>
  );
}

function HeadFigures({ column }: { column: Column }) {
  const { figures } = column;
  if (!figures) return <p class="head-figures">{t(say('not counted yet'))}</p>;
  const { tokensPerSecond, timeToFirstTokenMs, faults } = figures;
  return (
    <div class="head-figures">
      {tokensPerSecond.median !== null && (
        <span title={t(say('median of {n} turns', { n: tokensPerSecond.n }))}>
          {number(tokensPerSecond.median)} tok/s <Change column={column} metric="tokensPerSecond" />
        </span>
      )}
      {timeToFirstTokenMs.median !== null && (
        <span title={t(say('median of {n} turns', { n: timeToFirstTokenMs.n }))}>
          {t(say('first token {time}', { time: milliseconds(timeToFirstTokenMs.median) }))}{' '}
          <Change column={column} metric="timeToFirstTokenMs" />
        </span>
      )}
      {faults ? (
        <span title={t(say('replies with a fault, and the 95 % interval'))}>
          {t(say('faults {n} of {all}', { n: faults.failed, all: faults.n }))} <Bracketed text={interval(faults)} />{' '}
          <Change column={column} metric="faults" />
        </span>
      ) : (
        <span>{t(say('not scored'))}</span>
      )}
    </div>
  );
}

function Bracketed({ text }: { text: string | null }) {
  return text === null ? null : <span class="soft">({text})</span>;
}

/** How it differs from the baseline, as far as the data says: another baseline, chosen here, has no figures. */
function Change({ column, metric }: { column: Column; metric: MetricId }) {
  const delta = column.deltas.find((each) => each.metric === metric);
  if (!delta || comparison.value?.baseline !== baselineId.value) return null;
  const { isBetter, low, high, n } = delta;
  const tone = isBetter === null ? 'soft' : isBetter ? 'better' : 'worse';
  const range =
    low === null || high === null
      ? null
      : `${shownChange({ ...delta, value: low })} … ${shownChange({ ...delta, value: high })}`;
  const title = t(
    range === null
      ? say('against the baseline, in {n} pairs', { n })
      : say('against the baseline, in {n} pairs; 95 %: {range}', { n, range }),
  );
  return (
    <span class={`change ${tone}`} title={title}>
      {shownChange(delta)}
      {isBetter !== null && <span aria-hidden="true">{isBetter ? ' ▲' : ' ▼'}</span>}
      {isBetter !== null && <span class="unseen"> {t(isBetter ? say('better') : say('worse'))}</span>}
    </span>
  );
}

function shownChange({ kind, value }: Pick<Delta, 'kind' | 'value'>): string {
  if (kind === 'ratio') return `×${number(value)}`;
  return `${value > 0 ? '+' : value < 0 ? '−' : '±'}${number(Math.abs(value) * 100)} pt`;
}
