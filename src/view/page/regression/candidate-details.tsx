// Everything about one candidate: why it was judged so, and the evidence. Start at `CandidateDetails`.
import type { ComponentChildren } from 'preact';
import type { CandidateReport, RegressReport } from '../../../regress/report.ts';
import { describeConditions, type Fact, factsOf } from '../../../report/regress/candidate-words.ts';
import { candidateName } from '../../../report/regress/verdict-words.ts';
import { recorded } from '../../../report/wording.ts';
import { say } from '../../../words/text.ts';
import { t } from '../words.ts';
import { Conditions } from './conditions.tsx';
import { Displacements } from './displacements.tsx';
import { GreedyReplies } from './greedy-replies.tsx';
import { MetricTable } from './metric-table.tsx';
import { Places } from './places.tsx';
import { Sentinels } from './sentinels.tsx';
import { TensorTypes } from './tensor-types.tsx';
import { told } from './told.ts';
import { VerdictSign } from './verdicts.tsx';

interface DetailsProps {
  report: RegressReport;
  candidate: CandidateReport;
  id: string;
  /** The choice of another one. */
  children: ComponentChildren;
}

export function CandidateDetails({ report, candidate, id, children }: DetailsProps) {
  const { direction, displacement, greedy } = candidate;
  return (
    <section class="figures-part candidate" id={id} tabIndex={-1} aria-labelledby={`${id}-name`}>
      <header class="candidate-head">
        <h2 id={`${id}-name`}>
          <bdi>{told(candidateName(candidate))}</bdi>
        </h2>
        <VerdictSign verdict={candidate.verdict} />
        {children}
      </header>
      <Why candidate={candidate} />
      <Part title={t(say('Metrics'))}>
        {direction === null || direction.metrics.length === 0 ? (
          <p class="basis">{t(say('nothing was played by both models'))}</p>
        ) : (
          <MetricTable direction={direction} gates={report.design.gates} />
        )}
        <FactLines facts={factsNamed(candidate, ['power'])} />
      </Part>
      {candidate.sentinels.length > 0 && (
        <Part title={t(say('Signs of a broken model'))}>
          <Sentinels sentinels={candidate.sentinels} />
        </Part>
      )}
      {displacement !== null && (
        <Part title={t(say('Probabilities'))}>
          <FactList
            facts={factsNamed(candidate, ['KL divergence', 'same top token', 'log-likelihood', 'probability'])}
          />
          <Displacements displacement={displacement} />
        </Part>
      )}
      {displacement !== null && displacement.worst.length > 0 && (
        <Part title={t(say('Where they differ most'))}>
          <Places places={displacement.worst} />
        </Part>
      )}
      {greedy !== null && greedy.replies > 0 && (
        <Part title={t(say('Greedy replies'))}>
          <FactLines facts={factsNamed(candidate, ['greedy replies'])} />
          <GreedyReplies examples={greedy.examples} />
        </Part>
      )}
      <Part title={t(say('Conditions'))}>
        <Conditions conditions={candidate.preconditions} />
      </Part>
      {candidate.tensorTypes.length > 0 && (
        <Part title={t(say('Tensor types'))}>
          <TensorTypes types={candidate.tensorTypes} />
        </Part>
      )}
    </section>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="candidate-part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Why({ candidate }: { candidate: CandidateReport }) {
  const reasons = [...candidate.reasons.map(recorded), ...describeConditions(candidate)];
  if (reasons.length === 0) return null;
  return (
    <ul class="reasons">
      {reasons.map((reason, index) => (
        <li key={index}>{told(reason)}</li>
      ))}
    </ul>
  );
}

function factsNamed(candidate: CandidateReport, names: readonly Fact[0][]): Fact[] {
  return factsOf(candidate, true).filter(([name]) => names.includes(name));
}

/** Under a heading that names them. */
function FactLines({ facts }: { facts: readonly Fact[] }) {
  const lines = facts.flatMap(([, texts]) => texts);
  return lines.map((line, index) => (
    <p key={index} class="fact-line">
      {told(line)}
    </p>
  ));
}

function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="check-facts">
      {facts.map(([name, lines]) => (
        <div key={name}>
          <dt>{t(say(name))}</dt>
          {lines.map((line, index) => (
            <dd key={index}>{told(line)}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}
