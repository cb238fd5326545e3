// Which candidate is looked at. Start at `Choice`.
import type { RegressReport } from '../../../regress/report.ts';
import { candidateName } from '../../../report/regress/verdict-words.ts';
import { say } from '../../../words/text.ts';
import { t } from '../words.ts';
import { told } from './told.ts';

interface ChoiceProps {
  report: RegressReport;
  chosen: number;
  choose: (index: number) => void;
}

export function Choice({ report, chosen, choose }: ChoiceProps) {
  return (
    <label class="candidate-choice">
      <span>{t(say('candidate'))}</span>
      <select value={chosen} onChange={(event) => choose(event.currentTarget.selectedIndex)}>
        {report.candidates.map((candidate, index) => (
          <option key={index} value={index}>
            {told(candidateName(candidate))}
          </option>
        ))}
      </select>
    </label>
  );
}
