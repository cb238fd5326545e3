// How far the probabilities are apart by turn and by script: damage that only one of them has is a sign of its own. Start at
// `Displacements`.
import type { Displacement, Figure } from '../../../regress/report.ts';
import { SCRIPT_WORDS } from '../../../report/regress/candidate-words.ts';
import { known, nats } from '../../../report/regress/figures.ts';
import { joinTexts, plural, say, type Text } from '../../../words/text.ts';
import { t } from '../words.ts';
import { FloorKey, IntervalList, type IntervalRow } from './interval-list.tsx';

export function Displacements({ displacement: { byTurn, byScript, noiseFloor } }: { displacement: Displacement }) {
  const turns = byTurn.flatMap((each) => rowOf(say('turn {turn}', { turn: each.turn }), each));
  const scripts = byScript.flatMap((each) => rowOf(say(SCRIPT_WORDS[each.script]), each));
  return (
    <>
      <div class="chart-pair">
        <Chart title={t(say('KL divergence by turn'))} rows={turns} floor={noiseFloor} />
        <Chart title={t(say('KL divergence by script of the token'))} rows={scripts} floor={noiseFloor} />
      </div>
      {turns.length + scripts.length > 0 && <FloorKey floor={noiseFloor} />}
    </>
  );
}

/** Without an interval, or of nothing, it is no figure. */
function rowOf(name: Text, { tokens, divergence }: { tokens: number; divergence: Figure }): IntervalRow[] {
  const figure = known(divergence);
  if (figure === null || tokens === 0) return [];
  const text = joinTexts(', ', [
    say('{value} ({low}–{high})', { value: nats(figure.value), low: nats(figure.low), high: nats(figure.high) }),
    plural(tokens, 'token'),
  ]);
  return [{ ...figure, name: t(name), text: t(text) }];
}

interface ChartProps {
  title: string;
  rows: readonly IntervalRow[];
  floor: number | null;
}

function Chart({ title, rows, floor }: ChartProps) {
  if (rows.length === 0) return null;
  return (
    <figure class="ladder">
      <figcaption>{title}</figcaption>
      <IntervalList label={title} rows={rows} floor={floor} />
    </figure>
  );
}
