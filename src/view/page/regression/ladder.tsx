// How far each candidate is from the reference. Start at `Ladder`.
import type { CandidateReport } from '../../../regress/report.ts';
import { describeDivergence, divergenceOf } from '../../../report/regress/figures.ts';
import { candidateName } from '../../../report/regress/verdict-words.ts';
import { say } from '../../../words/text.ts';
import { t } from '../words.ts';
import { FloorKey, IntervalList } from './interval-list.tsx';
import { told } from './told.ts';

export function Ladder({ candidates }: { candidates: readonly CandidateReport[] }) {
  const rows = candidates.flatMap((candidate) => {
    const figure = divergenceOf(candidate.displacement);
    return figure === null
      ? []
      : [{ ...figure, name: told(candidateName(candidate)), text: told(describeDivergence(figure)) }];
  });
  if (rows.length === 0) return null;
  const floors = candidates.flatMap(({ displacement }) => displacement?.noiseFloor ?? []);
  const floor = floors.length === 0 ? null : Math.max(...floors);
  const title = t(say('KL divergence from the reference, logarithmic; the line is the 95 % interval'));
  return (
    <figure class="ladder">
      <figcaption>{title}</figcaption>
      <IntervalList label={title} rows={rows} floor={floor} />
      <FloorKey floor={floor} />
    </figure>
  );
}
