// How speed changes as a conversation grows: a line for each column. Start at `TurnCharts`.
import { useMemo } from 'preact/hooks';
import type { Column, Median } from '../../../compare/comparison.ts';
import { joinTexts, type Label, say } from '../../../words/text.ts';
import type { ShownColumn } from '../columns.ts';
import { UNKNOWN } from '../numbers.ts';
import { t } from '../words.ts';
import { axisName, ChartFigure, drawnNote } from './chart-figure.tsx';
import { inUnit } from './in-unit.ts';
import { linesOf } from './lines.ts';

const SPEEDS = ['tokensPerSecond', 'timeToFirstTokenMs'] as const;
type Speed = (typeof SPEEDS)[number];

/** More lines than this cannot be followed. */
const MOST_DRAWN = 12;

const NAMES: Record<Speed, { title: Label; y: Label }> = {
  tokensPerSecond: { title: 'Tokens per second, by turn', y: 'tokens/s, median' },
  timeToFirstTokenMs: { title: 'First token, by turn', y: 'time to the first token, median' },
};

interface TurnProps {
  columns: readonly ShownColumn[];
}

export function TurnCharts({ columns }: TurnProps) {
  const measured = SPEEDS.filter((speed) =>
    columns.some(({ column }) => turnsOf(column).some((turn) => turn[speed].n > 0)),
  );
  if (measured.length === 0) return <p class="basis">{t(say('no speed was measured'))}</p>;
  return (
    <div class="chart-pair">
      {measured.map((speed) => (
        <TurnChart key={speed} columns={columns} speed={speed} />
      ))}
    </div>
  );
}

function TurnChart({ columns, speed }: { columns: readonly ShownColumn[]; speed: Speed }) {
  const turns = useMemo(() => allTurns(columns), [columns]);
  const picture = useMemo(() => {
    const lines = columns.slice(0, MOST_DRAWN).map(({ column, index, name }) => {
      return { name, index, values: turns.map((turn) => medianAt(column, turn, speed)?.median ?? null) };
    });
    return linesOf(turns, lines, (value) => inUnit(speed, value));
  }, [columns, turns, speed]);
  const { title, y } = NAMES[speed];
  return (
    <ChartFigure
      title={t(say(title))}
      x={t(say('turn'))}
      y={t(axisName(say(y), picture))}
      note={t(
        joinTexts(' · ', [
          say('each point is the median of all conversations that got this far'),
          drawnNote(columns.length, MOST_DRAWN),
        ]),
      )}
      picture={picture}
    >
      <thead>
        <tr>
          <th scope="col">{t(say('turn'))}</th>
          {columns.map(({ column, name }) => (
            <th scope="col" key={column.id}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {turns.map((turn) => (
          <tr key={turn}>
            <th scope="row">{turn}</th>
            {columns.map(({ column }) => (
              <MedianAt key={column.id} median={medianAt(column, turn, speed)} speed={speed} />
            ))}
          </tr>
        ))}
      </tbody>
    </ChartFigure>
  );
}

function MedianAt({ median, speed }: { median: Median | null; speed: Speed }) {
  if (median === null || median.median === null) return <td class="unknown">{UNKNOWN}</td>;
  return (
    <td>
      {inUnit(speed, median.median)} <span class="basis">n = {median.n}</span>
    </td>
  );
}

function turnsOf({ figures }: Column) {
  return figures?.byTurn ?? [];
}

function medianAt(column: Column, turn: number, speed: Speed): Median | null {
  return turnsOf(column).find((each) => each.turn === turn)?.[speed] ?? null;
}

function allTurns(columns: readonly ShownColumn[]): number[] {
  return [...new Set(columns.flatMap(({ column }) => turnsOf(column).map(({ turn }) => turn)))].sort((a, b) => a - b);
}
