// Quality against what it costs: speed, and the size of the file. Start at `QualityCharts`.
import { useMemo, useState } from 'preact/hooks';
import type { Column } from '../../../compare/comparison.ts';
import { joinTexts, type Label, say } from '../../../words/text.ts';
import type { ShownColumn } from '../columns.ts';
import { number, percent, size, UNKNOWN } from '../numbers.ts';
import { t } from '../words.ts';
import { axisName, ChartFigure, drawnNote } from './chart-figure.tsx';
import { type Quantity, type ScatterPoint, scatterOf } from './scatter.ts';

type Quality = 'faults' | 'rating';
type Cost = 'speed' | 'size';

const QUALITIES: Record<Quality, { name: Label; best: Record<Cost, Label>; quantity: Quantity }> = {
  faults: {
    name: 'replies with a fault',
    best: { speed: 'best: bottom right', size: 'best: bottom left' },
    quantity: { format: percent, low: 0, high: 1, fromLow: true, hasFactors: false },
  },
  rating: {
    name: 'human rating, 1 to 5',
    best: { speed: 'best: top right', size: 'best: top left' },
    quantity: { format: (value) => String(value), low: 1, high: 5, fromLow: true, hasFactors: false },
  },
};

const COSTS: Record<Cost, { name: Label; titles: Record<Quality, Label>; quantity: Quantity }> = {
  speed: {
    name: 'tokens/s, median',
    titles: { faults: 'Faults against speed', rating: 'Rating against speed' },
    quantity: { format: number, low: 0, high: null, fromLow: false, hasFactors: true },
  },
  size: {
    name: 'size of the file',
    titles: { faults: 'Faults against size', rating: 'Rating against size' },
    quantity: { format: size, low: 0, high: null, fromLow: false, hasFactors: true },
  },
};

interface QualityProps {
  columns: readonly ShownColumn[];
}

export function QualityCharts({ columns }: QualityProps) {
  const [wanted, setWanted] = useState<Quality>('faults');
  const known = (['faults', 'rating'] as const).filter((quality) =>
    columns.some(({ column }) => qualityOf(column, quality) !== null),
  );
  const quality = known.includes(wanted) ? wanted : known[0];
  if (quality === undefined) return <p class="basis">{t(say('nothing here is scored or rated'))}</p>;
  return (
    <>
      {known.length > 1 && (
        <fieldset class="chart-choice">
          <legend class="unseen">{t(say('quality'))}</legend>
          {known.map((each) => (
            <label key={each}>
              <input type="radio" name="chart-quality" checked={each === quality} onChange={() => setWanted(each)} />
              {t(say(QUALITIES[each].name))}
            </label>
          ))}
        </fieldset>
      )}
      <div class="chart-pair">
        <QualityChart columns={columns} quality={quality} cost="speed" />
        <QualityChart columns={columns} quality={quality} cost="size" />
      </div>
    </>
  );
}

function QualityChart({ columns, quality, cost }: Axes & QualityProps) {
  const points = useMemo(() => pointsOf(columns, { quality, cost }), [columns, quality, cost]);
  const picture = useMemo(
    () => scatterOf(points.slice(0, MOST_DRAWN), COSTS[cost].quantity, QUALITIES[quality].quantity),
    [points, quality, cost],
  );
  const title = t(say(COSTS[cost].titles[quality]));
  if (points.length === 0)
    return <p class="basis">{t(say('{title}: there is no model of which both are known', { title }))}</p>;
  const note = joinTexts(' · ', [
    say('{best}; the bars are 95 % intervals', { best: say(QUALITIES[quality].best[cost]) }),
    points.some(({ low }) => low === null) ? say('a point without a bar has no interval: too little was played') : null,
    points.length < columns.length
      ? say('{count} without both figures', { count: columns.length - points.length })
      : null,
    drawnNote(points.length, MOST_DRAWN),
  ]);
  const x = t(axisName(say(COSTS[cost].name), picture));
  return (
    <ChartFigure {...{ title, x, picture }} y={t(say(QUALITIES[quality].name))} note={t(note)}>
      <PointTable {...{ points, quality, cost }} />
    </ChartFigure>
  );
}

function PointTable({ points, quality, cost }: Axes & { points: readonly CountedPoint[] }) {
  return (
    <>
      <thead>
        <tr>
          <th scope="col">{t(say('model'))}</th>
          <th scope="col">{t(say(COSTS[cost].name))}</th>
          <th scope="col">{t(say(QUALITIES[quality].name))}</th>
          <th scope="col">{t(say('95 % interval'))}</th>
          <th scope="col">n</th>
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <tr key={point.index}>
            <th scope="row">{point.name}</th>
            <td>{COSTS[cost].quantity.format(point.x)}</td>
            <td>{written(quality, point.y)}</td>
            <td>{point.low === null || point.high === null ? UNKNOWN : range(quality, point.low, point.high)}</td>
            <td>{point.n}</td>
          </tr>
        ))}
      </tbody>
    </>
  );
}

/** More names than this have no place beside each other. */
const MOST_DRAWN = 24;

type CountedPoint = ScatterPoint & { n: number };

interface Axes {
  quality: Quality;
  cost: Cost;
}

function pointsOf(columns: readonly ShownColumn[], axes: Axes): CountedPoint[] {
  return columns.map((column) => pointOf(column, axes)).filter((point) => point !== null);
}

/** null: one of the two is not known. */
function pointOf({ column, index, name }: ShownColumn, { quality, cost }: Axes): CountedPoint | null {
  const x = cost === 'speed' ? column.figures?.tokensPerSecond.median : column.facts.fileBytes;
  const y = qualityOf(column, quality);
  if (x === null || x === undefined || y === null) return null;
  return { name, index, x, ...y };
}

function qualityOf({ figures }: Column, quality: Quality): Pick<CountedPoint, 'y' | 'low' | 'high' | 'n'> | null {
  if (quality === 'faults') {
    const rate = figures?.faults;
    return rate && rate.rate !== null ? { y: rate.rate, low: rate.low, high: rate.high, n: rate.n } : null;
  }
  const rating = figures?.rating;
  return rating && rating.value !== null ? { y: rating.value, low: rating.low, high: rating.high, n: rating.n } : null;
}

function written(quality: Quality, value: number): string {
  return quality === 'faults' ? percent(value) : value.toFixed(1);
}

function range(quality: Quality, low: number, high: number): string {
  return quality === 'faults' ? `${percent(low)}–${percent(high)}` : `${low.toFixed(1)}–${high.toFixed(1)}`;
}
