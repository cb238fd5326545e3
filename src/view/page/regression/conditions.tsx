// What must be the same for two models to be compared: what differs first. Start at `Conditions`.
import type { Precondition } from '../../../regress/report.ts';
import { calmName } from '../../../report/comparison/calm-text.ts';
import { recorded } from '../../../report/wording.ts';
import { say } from '../../../words/text.ts';
import { Wide } from '../figures/wide.tsx';
import { t } from '../words.ts';

export function Conditions({ conditions }: { conditions: readonly Precondition[] }) {
  const different = conditions.filter(({ isSame }) => !isSame);
  const same = conditions.filter(({ isSame }) => isSame);
  if (conditions.length === 0) return <p class="basis">{t(say('no condition was compared'))}</p>;
  return (
    <>
      {different.length > 0 && <ConditionTable conditions={different} />}
      {same.length > 0 && (
        <details>
          <summary>{t(say('the same for both: {n}', { n: same.length }))}</summary>
          <ConditionTable conditions={same} />
        </details>
      )}
    </>
  );
}

function ConditionTable({ conditions }: { conditions: readonly Precondition[] }) {
  return (
    <Wide label={t(say('Conditions'))}>
      <table class="figures-table condition-table">
        <thead>
          <tr>
            <th scope="col">{t(say('condition'))}</th>
            <th scope="col">{t(say('reference'))}</th>
            <th scope="col">{t(say('candidate'))}</th>
            <th scope="col">{t(say('finding'))}</th>
          </tr>
        </thead>
        <tbody>
          {conditions.map((condition, index) => (
            <tr key={index}>
              <th scope="row">
                <code>{calmName(condition.field)}</code>
              </th>
              <td>{t(recorded(condition.reference))}</td>
              <td>{t(recorded(condition.candidate))}</td>
              <td class={`outcome ${condition.isSame ? 'not-worse' : condition.isAllowed ? 'unclear' : 'worse'}`}>
                {t(
                  condition.isSame ? say('the same') : condition.isAllowed ? say('differs on purpose') : say('differs'),
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
