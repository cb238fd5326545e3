// Where greedy replies to the same history part: what both say, and how either goes on. Start at `GreedyReplies`.
import type { GreedyDivergence } from '../../../regress/report.ts';
import { calmName, calmText } from '../../../report/comparison/calm-text.ts';
import { joinTexts, say } from '../../../words/text.ts';
import { t } from '../words.ts';

type Example = GreedyDivergence['examples'][number];

export function GreedyReplies({ examples }: { examples: readonly Example[] }) {
  return (
    <ol class="places">
      {examples.map((example, index) => (
        <li key={index}>
          <Parting example={example} />
        </li>
      ))}
    </ol>
  );
}

function Parting({ example }: { example: Example }) {
  const { scenario, turn, user, common } = example;
  return (
    <>
      <p class="basis">{t(joinTexts(' · ', [calmName(scenario), say('turn {turn}', { turn })]))}</p>
      <p class="asked" lang="ja">
        {shortened(user)}
      </p>
      <div class="parting">
        {(['reference', 'candidate'] as const).map((of) => (
          <div key={of}>
            <p class="basis">{t(say(of))}</p>
            <p class="said" lang="ja">
              {shortened(common)}
              <mark>{shortened(example[of])}</mark>
            </p>
          </div>
        ))}
      </div>
    </>
  );
}

const LONGEST = 600;

function shortened(text: string): string {
  return `${calmText(text.slice(0, LONGEST))}${text.length > LONGEST ? '…' : ''}`;
}
