// How many tensors went from one type to another. Start at `TensorTypes`.
import type { CandidateReport } from '../../../regress/report.ts';
import { calmName } from '../../../report/comparison/calm-text.ts';
import { plural } from '../../../words/text.ts';
import { t } from '../words.ts';

export function TensorTypes({ types }: { types: CandidateReport['tensorTypes'] }) {
  return (
    <ul class="tensor-types">
      {types.map(({ from, to, tensors }, index) => (
        <li key={index}>
          <code>
            {calmName(from)} → {calmName(to)}
          </code>{' '}
          <span class="basis">{t(plural(tensors, 'tensor'))}</span>
        </li>
      ))}
    </ul>
  );
}
