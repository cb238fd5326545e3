// The tab of checks for regressions: the verdicts first, then all models, then everything about one candidate. It is not there in blind
// mode, where names and figures would tell. Start at `RegressionPage`.
import type { RegressReport } from '../../../regress/report.ts';
import { legendOf, measuredBy, smallestOf } from '../../../report/regress/report-words.ts';
import { describeReference } from '../../../report/regress/verdict-words.ts';
import { say } from '../../../words/text.ts';
import type { Regression } from '../../regression.ts';
import { regressions } from '../data.ts';
import { look, view } from '../view-state.ts';
import { told as retold, t } from '../words.ts';
import { CandidateDetails } from './candidate-details.tsx';
import { Choice } from './choice.tsx';
import { Ladder } from './ladder.tsx';
import { ModelTable } from './model-table.tsx';
import './regression.css';
import { told } from './told.ts';
import { Verdicts } from './verdicts.tsx';

export function RegressionPage() {
  const all = regressions.value;
  if (all === null) return <p role="status">{t(say('Loading…'))}</p>;
  if (all.length === 0) return <p>{t(say('None of these runs was checked for regressions.'))}</p>;
  return (
    <div class="figures regression">
      {all.map((regression, index) => (
        <OneCheck key={regression.run} regression={regression} before={candidatesIn(all.slice(0, index))} />
      ))}
    </div>
  );
}

function candidatesIn(all: readonly Regression[]): number {
  return all.reduce((sum, { report }) => sum + (report?.candidates.length ?? 0), 0);
}

/** @param before candidates of the checks above */
function OneCheck({ regression: { run, report, problem }, before }: { regression: Regression; before: number }) {
  if (report === null)
    return (
      <p role="alert" class="fault-note">
        {t(
          say('run {run}: its check for regressions cannot be read and is left out ({problem})', {
            run,
            problem: retold(problem ?? ''),
          }),
        )}
      </p>
    );
  return <Check report={report} before={before} />;
}

function Check({ report, before }: { report: RegressReport; before: number }) {
  const smallest = smallestOf(report);
  const wanted = (view.value.candidate ?? 0) - before - 1;
  const chosen = report.candidates[wanted] === undefined ? 0 : wanted;
  const candidate = report.candidates[chosen];
  const detailsId = `candidate-${before}`;
  const choose = (index: number): void => look({ candidate: before + index + 1 });
  return (
    <article class="check">
      <header>
        <h1>{t(say('Regression check against {reference}', { reference: describeReference(report.reference) }))}</h1>
        <p class="basis">{t(measuredBy(report))}</p>
      </header>
      <Verdicts report={report} chosen={chosen} choose={choose} detailsId={detailsId} />
      {smallest !== null && (
        <p class={report.smallestPass === null ? 'smallest' : 'smallest is-there'}>
          {report.smallestPass !== null && <span aria-hidden="true">★ </span>}
          {t(smallest)}
        </p>
      )}
      <section class="figures-part">
        <h2>{t(say('All models'))}</h2>
        <ModelTable report={report} />
        <p class="basis">{told(legendOf())}</p>
        <Ladder candidates={report.candidates} />
      </section>
      {candidate && (
        <CandidateDetails key={chosen} report={report} candidate={candidate} id={detailsId}>
          {report.candidates.length > 1 && <Choice report={report} chosen={chosen} choose={choose} />}
        </CandidateDetails>
      )}
    </article>
  );
}
