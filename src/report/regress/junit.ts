// A check for regressions as JUnit XML: a suite for each candidate; a case for its verdict, and one for each condition, sign of a broken
// model and metric that decides. Start at `junitOfRegress`.
import type { CandidateReport, DirectionMetric, Precondition, RegressReport, Sentinel } from '../../regress/report.ts';
import { joinTexts, say, type Text } from '../../words/text.ts';
import { calmLine, calmName } from '../comparison/calm-text.ts';
import { addCase, junitDocument, newSuite, output, type Suite, tag } from '../junit-xml.ts';
import { recorded } from '../wording.ts';
import { describeCondition } from './candidate-words.ts';
import { counted, describeDifference, pointsOf } from './figures.ts';
import { candidateName, describeSentinel, headlineOf } from './verdict-words.ts';

/** @param seconds that the check took */
export function junitOfRegress({ candidates, design }: RegressReport, seconds: number): string {
  const suites = new Map<string, Suite>();
  for (const candidate of candidates) {
    const suite = newSuite();
    addCase(suite, { name: 'verdict', classname: 'verdict' }, verdictElements(candidate, design));
    for (const condition of candidate.preconditions)
      addCase(suite, { name: calmName(condition.field), classname: 'condition' }, conditionElements(condition));
    for (const sentinel of candidate.sentinels)
      addCase(suite, { name: sentinel.sentinel, classname: 'sentinel' }, sentinelElements(sentinel));
    for (const gate of design.gates) {
      const metric = candidate.direction?.metrics.find((each) => each.metric === gate);
      addCase(suite, { name: calmName(gate), classname: 'metric' }, metricElements(metric));
    }
    suites.set(unusedName(String(candidateName(candidate)), suites), suite);
  }
  return junitDocument(suites, seconds);
}

/** Two candidates may be called the same. */
function unusedName(name: string, suites: ReadonlyMap<string, Suite>): string {
  const names = [name, ...Array.from({ length: suites.size }, (_, index) => `${name} (${index + 2})`)];
  return names.find((each) => !suites.has(each)) ?? name;
}

function verdictElements(candidate: CandidateReport, design: RegressReport['design']): string[] {
  const told = lineOf(headlineOf(candidate, design));
  const reasons = candidate.reasons.map((reason) => lineOf(recorded(reason))).join('\n');
  switch (candidate.verdict) {
    case 'regressed':
      return [tag('failure', told, reasons)];
    case 'pass':
      return [output(told)];
    case 'inconclusive':
    case 'not-comparable':
      return [tag('error', told, reasons)];
  }
}

function conditionElements(condition: Precondition): string[] {
  if (condition.isSame) return [];
  const told = lineOf(describeCondition(condition));
  return condition.isAllowed ? [output(told)] : [tag('error', told, '')];
}

function sentinelElements(sentinel: Sentinel): string[] {
  const told = lineOf(describeSentinel(sentinel));
  if (!sentinel.isBroken) return sentinel.candidate.events === 0 ? [] : [output(told)];
  return [tag('failure', told, sentinel.example === null ? '' : calmLine(sentinel.example.reply))];
}

function metricElements(metric: DirectionMetric | undefined): string[] {
  if (metric === undefined) return [tag('skipped', String(say('nothing was played by both models')), '')];
  const told = lineOf(describeMetricResult(metric));
  switch (metric.outcome) {
    case 'worse':
      return [tag('failure', told, '')];
    case 'not-worse':
      return [output(told)];
    case 'unclear':
      return [tag('error', told, '')];
  }
}

/** For example `2/300 → 57/300 · +18.3 (+12.1 to +24.5) · at most +23.4`. */
function describeMetricResult(metric: DirectionMetric): Text {
  return joinTexts(' · ', [
    `${counted(metric.reference)} → ${counted(metric.candidate)}`,
    describeDifference(metric),
    metric.upper === null ? null : joinTexts(' ', [say('at most'), pointsOf(metric.upper)]),
  ]);
}

/** Programs read it: always English. */
function lineOf(text: Text): string {
  return calmLine(String(text));
}
