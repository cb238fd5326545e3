// The verdict of each candidate in a line, with the figure that decides it. Start at `Verdicts`.
import type { RegressReport, Verdict } from '../../../regress/report.ts';
import { candidateName, deciderOf, VERDICT_WORDS } from '../../../report/regress/verdict-words.ts';
import { say } from '../../../words/text.ts';
import { t } from '../words.ts';
import { told } from './told.ts';

interface VerdictsProps {
  report: RegressReport;
  chosen: number;
  choose: (index: number) => void;
  /** Of the place where everything about the chosen one stands. */
  detailsId: string;
}

export function Verdicts({ report, chosen, choose, detailsId }: VerdictsProps) {
  const open = (index: number): void => {
    choose(index);
    requestAnimationFrame(() => document.getElementById(detailsId)?.focus());
  };
  return (
    <ul class="verdicts" aria-label={t(say('Verdicts'))}>
      {report.candidates.map((candidate, index) => (
        <li key={index}>
          <VerdictSign verdict={candidate.verdict} />
          <button
            type="button"
            class="link"
            aria-current={index === chosen ? 'true' : undefined}
            onClick={() => open(index)}
          >
            <bdi>{told(candidateName(candidate))}</bdi>
          </button>
          <p>{told(deciderOf(candidate, report.design))}</p>
        </li>
      ))}
    </ul>
  );
}

const SIGNS: Record<Verdict, string> = { regressed: '▼', pass: '✓', inconclusive: '?', 'not-comparable': '≠' };

export function VerdictSign({ verdict }: { verdict: Verdict }) {
  return (
    <span class={`verdict ${verdict}`}>
      <span aria-hidden="true">{SIGNS[verdict]}</span> {t(say(VERDICT_WORDS[verdict]))}
    </span>
  );
}
