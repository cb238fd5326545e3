// The table of a check for regressions: the reference, then each candidate. Every printed form has the same figures. Start at
// `summaryColumns`.
import type { CandidateReport, ComparedModel, RegressReport } from '../../regress/report.ts';
import { asIs, joinTexts, say, type Text } from '../../words/text.ts';
import { calmName } from '../comparison/calm-text.ts';
import { describeSize } from '../comparison/figure-words.ts';
import { significant } from '../wording.ts';
import { describeDivergence, describeShare, divergenceOf, pointsOf } from './figures.ts';
import { BAND_WORDS, candidateName, metricName, VERDICT_WORDS, worstMetric } from './verdict-words.ts';

export interface SummaryColumn {
  /** Names of the parts of its cells. */
  head: readonly Text[];
  /** Whether it is aligned right. */
  isNumber: boolean;
  /** Parts of the reference's cell, and of each candidate's; `–`: not known. */
  reference: readonly Part[];
  candidates: readonly (readonly Part[])[];
}

export type Part = Text | string;

type Name = 'model' | 'type' | 'size' | 'speed' | 'divergence' | 'top' | 'worst';

export function summaryColumns(report: RegressReport): Record<Name, SummaryColumn> {
  const { reference, candidates, design } = report;
  const column = (
    head: readonly Text[],
    of: (model: ComparedModel, candidate: CandidateReport | null) => readonly Part[],
    isNumber = false,
  ): SummaryColumn => ({
    head,
    isNumber,
    reference: of(reference, null),
    candidates: candidates.map((candidate) => of(candidate.model, candidate)),
  });
  return {
    model: column([say('model'), say('verdict')], ({ id }, candidate) =>
      candidate ? [candidateName(candidate), say(VERDICT_WORDS[candidate.verdict])] : [calmName(id), say('reference')],
    ),
    type: column([say('type')], ({ fileType }) => [fileType === null ? '–' : calmName(fileType)]),
    size: column(
      [say('file'), say('memory')],
      ({ fileBytes, peakMemoryBytes }) => [describeSize(fileBytes), describeSize(peakMemoryBytes)],
      true,
    ),
    speed: column(
      [say('median\ntokens/s')],
      ({ tokensPerSecond }) => [tokensPerSecond === null ? '–' : significant(tokensPerSecond)],
      true,
    ),
    divergence: column([say('KL divergence\n(95 %)')], (_, candidate) => (candidate ? divergenceCell(candidate) : [])),
    top: column([say('same top token\n(95 %)')], (_, candidate) => (candidate ? topCell(candidate) : [])),
    worst: column([say('worst metric,\npoints (at most)')], (_, candidate) =>
      candidate ? worstCell(candidate, design.gates) : [],
    ),
  };
}

function divergenceCell({ displacement }: CandidateReport): Part[] {
  const known = divergenceOf(displacement);
  return displacement === null || known === null
    ? ['–']
    : [describeDivergence(known), say(BAND_WORDS[displacement.band])];
}

function topCell({ displacement }: CandidateReport): Part[] {
  if (displacement === null) return ['–'];
  const { sameTop } = displacement;
  const share = describeShare(sameTop);
  const hasInterval = share !== '–' && sameTop.low !== null && sameTop.high !== null;
  return hasInterval ? [share, say('n {n}', { n: sameTop.n })] : [share];
}

function worstCell(candidate: CandidateReport, gates: readonly string[]): Part[] {
  const worst = worstMetric(candidate, gates);
  if (worst === null) return ['–'];
  const name = joinTexts(', ', [metricName(worst), say('n {n}', { n: worst.pairs })]);
  const { value } = worst.difference;
  return value === null || worst.upper === null
    ? [name, '–']
    : [name, asIs(`${pointsOf(value)} (≤ ${pointsOf(worst.upper)})`)];
}

/** A head that has several lines, where there is room for one: Japanese has no spaces. */
export function inOneLine(head: string): string {
  return head.replace(/(?<=[、の])\n|\n(?=（)/g, '').replaceAll('\n', ' ');
}
