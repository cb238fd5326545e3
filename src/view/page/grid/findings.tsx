// What checks found, in sentences. Start at `Findings`.
import type { Mark } from '../../../compare/comparison.ts';
import { CHECK_SUMMARIES } from '../../../score/check-summaries.ts';
import { say } from '../../../words/text.ts';
import type { Finding } from '../pieces.ts';
import { t, told } from '../words.ts';

interface FindingsProps {
  findings: readonly Finding[];
  /** Of the whole conversation; null: of one reply. */
  talkMarks: readonly Mark[] | null;
}

export function Findings({ findings, talkMarks }: FindingsProps) {
  const marks = [...findings.map(({ mark }) => mark), ...(talkMarks ?? [])];
  if (marks.length === 0) return null;
  return (
    <ul class="findings">
      {marks.map(({ check, result, message }, index) => (
        <li key={index} class={result}>
          <span class="sign" aria-hidden="true">
            {result === 'fail' ? '✗' : '△'}
          </span>
          <span class="unseen">{t(result === 'fail' ? say('fault:') : say('warning:'))} </span>
          <code title={summaryOf(check)}>{check}</code> <span>{told(message)}</span>
        </li>
      ))}
    </ul>
  );
}

const summaries = new Map(Object.entries(CHECK_SUMMARIES));

/** What the check looks for. */
export function summaryOf(check: string): string | undefined {
  const summary = summaries.get(check);
  return summary && t(say(summary));
}
