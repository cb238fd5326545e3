// Figures with their intervals on one logarithmic axis, each in a line with its name and its numbers. Start at `IntervalList`.
import { say } from '../../../words/text.ts';
import { t } from '../words.ts';
import { type LogScale, logScaleOf, powerName } from './log-scale.ts';

export interface IntervalRow {
  name: string;
  value: number;
  low: number;
  high: number;
  /** The numbers, in words. */
  text: string;
}

interface IntervalListProps {
  label: string;
  rows: readonly IntervalRow[];
  /** What is below it is rounding; null: not known. */
  floor: number | null;
}

export function IntervalList({ label, rows, floor }: IntervalListProps) {
  const lows = rows.map(({ low, value }) => (low > 0 ? low : value));
  const scale = logScaleOf([...lows, ...rows.map(({ high }) => high), floor ?? 0]);
  return (
    <div class="intervals">
      {scale && <Ticks scale={scale} />}
      <ul aria-label={label}>
        {rows.map((row, index) => (
          <li key={index}>
            <bdi class="interval-name">{row.name}</bdi>
            <span class="interval-text">{row.text}</span>
            {scale && <Drawn {...{ row, scale, floor }} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What the dotted line is; nothing where there is none. */
export function FloorKey({ floor }: { floor: number | null }) {
  if (floor === null || floor <= 0) return null;
  return (
    <p class="basis floor-key">
      <svg aria-hidden="true" focusable="false">
        <line class="floor" x1="50%" x2="50%" y1="0" y2="100%" />
      </svg>{' '}
      {t(say('the reference beside itself, token by token as it was generated: what is below this is rounding'))}
    </p>
  );
}

function Ticks({ scale: { ticks, at } }: { scale: LogScale }) {
  return (
    <div class="ticks" aria-hidden="true">
      <div class="tick-line">
        {ticks.map((tick) => (
          <span key={tick} style={{ insetInlineStart: `${at(tick)}%` }}>
            {powerName(tick)}
          </span>
        ))}
      </div>
    </div>
  );
}

interface DrawnProps {
  row: IntervalRow;
  scale: LogScale;
  floor: number | null;
}

function Drawn({ row, scale: { at, ticks }, floor }: DrawnProps) {
  const place = at(row.value);
  const shadow = floor === null ? null : at(floor);
  const across = (value: number): string => `${at(value) ?? 0}%`;
  return (
    <svg class="interval" aria-hidden="true" focusable="false">
      {ticks.map((tick) => (
        <line key={tick} class="tick" x1={across(tick)} x2={across(tick)} y1="0" y2="100%" />
      ))}
      {shadow !== null && <line class="floor" x1={`${shadow}%`} x2={`${shadow}%`} y1="0" y2="100%" />}
      {place !== null && (
        <>
          <line class="reach" x1={across(row.low)} x2={across(row.high)} y1="50%" y2="50%" />
          {/* One that reaches down to 0 has no end here. */}
          {[row.low, row.high]
            .filter((end) => end > 0)
            .map((end, index) => (
              <line key={index} class="reach" x1={across(end)} x2={across(end)} y1="30%" y2="70%" />
            ))}
          <circle cx={`${place}%`} cy="50%" r="4" />
        </>
      )}
    </svg>
  );
}
