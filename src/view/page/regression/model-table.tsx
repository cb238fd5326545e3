// The reference and every candidate in figures: the same as in a terminal. Start at `ModelTable`.
import type { RegressReport } from '../../../regress/report.ts';
import { inOneLine, type Part, type SummaryColumn, summaryColumns } from '../../../report/regress/summary-table.ts';
import { say } from '../../../words/text.ts';
import { Wide } from '../figures/wide.tsx';
import { UNKNOWN } from '../numbers.ts';
import { t } from '../words.ts';
import { told } from './told.ts';
import { VerdictSign } from './verdicts.tsx';

export function ModelTable({ report }: { report: RegressReport }) {
  const { model, ...others } = summaryColumns(report);
  const columns = Object.values(others);
  return (
    <Wide label={t(say('All models'))}>
      <table class="figures-table model-table">
        <thead>
          <tr>
            {[model, ...columns].map((column, index) => (
              <HeadCell key={index} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              <Parts parts={model.reference} />
            </th>
            {columns.map((column, index) => (
              <td key={index}>
                <Parts parts={column.reference} />
              </td>
            ))}
          </tr>
          {report.candidates.map((candidate, at) => (
            <tr key={at}>
              <th scope="row">
                <bdi class="column-name">{told(model.candidates[at]?.[0] ?? '')}</bdi>
                <VerdictSign verdict={candidate.verdict} />
                {candidate.verdict === 'pass' && candidate.model.id === report.smallestPass && (
                  <span class="baseline-badge">★ {t(say('the smallest file that passes'))}</span>
                )}
              </th>
              {columns.map((column, index) => (
                <td key={index}>
                  <Parts parts={column.candidates[at] ?? []} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function HeadCell({ column: { head } }: { column: SummaryColumn }) {
  return (
    <th scope="col">
      {head.map((name, index) => (
        <span key={index} class="head-line">
          {inOneLine(t(name))}
        </span>
      ))}
    </th>
  );
}

/** The first is the figure, the others say what it is worth. */
function Parts({ parts }: { parts: readonly Part[] }) {
  // Two that are not known are one dash.
  const some = parts.every((part) => part === UNKNOWN) ? parts.slice(0, 1) : parts;
  return (
    <>
      {some.map((part, index) => (
        <span key={index} class={index === 0 ? 'figure' : 'basis'}>
          {told(part)}
        </span>
      ))}
    </>
  );
}
