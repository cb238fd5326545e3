// Scores of a run as figures: for each model (and each of its settings) how often each check failed and how well that is known, how
// it changes over the turns, and how fast the model was. Keeps counts, not replies. Start at `scoreTally`.
import type { Sampling } from '../core/sampling.ts';
import type { CheckId } from '../scenario/check-settings.ts';
import { clusterRobustInterval } from '../stats/cluster-robust.ts';
import { detectableRateDifference } from '../stats/power.ts';
import { clusteredProportionInterval, type EventCount, oneTrial, plus } from '../stats/proportion.ts';
import { type Median, medianOf } from '../stats/running-median.ts';
import { mean } from '../stats/summary.ts';
import type { StoredConversation } from '../store/read-run.ts';
import type { ScoredConversation } from './score-run.ts';
import type { ScoredRow } from './score-talk.ts';

/** How often something happened, out of how many times it could have. */
export interface Rate {
  n: number;
  failed: number;
  /** null: nothing to count. */
  rate: number | null;
  /** 95 %; null: not known, as from a single scenario played once. */
  low: number | null;
  high: number | null;
}

export interface CheckScore extends Rate {
  check: CheckId;
  version: number;
  unit: 'turn' | 'conversation';
  warned: number;
  notApplicable: number;
  /** How often the check itself failed. */
  errors: number;
}

export interface ModelScores {
  model: string;
  settings: Sampling | null;
  conversations: number;
  /** Conversations that failed or were not finished; what they have is scored. */
  unfinished: number;
  turns: number;
  /** Replies that the provider or the model's server refused: no check judges them. */
  refused: number;
  /** What the intervals are about: other scenarios, or other samples of the only one. */
  cluster: 'scenario' | 'sample';
  clusters: number;
  /** Replies in which at least one check of replies failed. */
  faults: Rate;
  /** In points of the rate of faults: the later half of a conversation minus the earlier; null: not known. */
  drift: { difference: number; low: number; high: number } | null;
  byTurn: { turn: number; n: number; failed: number }[];
  /** The smallest difference of the rate of faults that another model on the same conversations would show, at 80 % power and 5 %. */
  detectable: number | null;
  medianTokensPerSecond: number | null;
  medianTimeToFirstTokenMs: number | null;
  checks: CheckScore[];
}

export interface ScoreTally {
  add(scored: ScoredConversation): void;
  table(): ModelScores[];
}

const CONFIDENCE = 0.95;

export function scoreTally(): ScoreTally {
  const groups = new Map<string, Group>();
  return {
    add({ conversation, rows }) {
      const { model, settings } = conversation;
      const name = JSON.stringify([model, settings]);
      const group = groups.get(name) ?? newGroup(model, settings);
      groups.set(name, group);
      count(group, conversation, rows);
    },
    table: () => [...groups.values()].map(scoresOf),
  };
}

interface Group {
  model: string;
  settings: Sampling | null;
  conversations: number;
  unfinished: number;
  turns: number;
  refused: number;
  checks: Map<CheckId, CheckCount>;
  faults: Clusters;
  /** For each cluster, the differences of its conversations. */
  drift: Map<string, number[]>;
  byTurn: Map<number, EventCount>;
  speed: Median;
  firstToken: Median;
}

interface CheckCount extends Pick<CheckScore, 'version' | 'unit' | 'warned' | 'notApplicable' | 'errors'> {
  clusters: Clusters;
}

/** Counts by scenario and sample: which of the two matters is known at the end. */
type Clusters = Map<string, EventCount & { scenario: string }>;

function newGroup(model: string, settings: Sampling | null): Group {
  return {
    ...{ model, settings, conversations: 0, unfinished: 0, turns: 0, refused: 0 },
    ...{ checks: new Map(), faults: new Map(), drift: new Map(), byTurn: new Map() },
    ...{ speed: medianOf(), firstToken: medianOf() },
  };
}

function count(group: Group, conversation: StoredConversation, rows: readonly ScoredRow[]): void {
  group.conversations++;
  if (conversation.status !== 'done') group.unfinished++;
  group.turns += conversation.turns.length;
  group.refused += conversation.turns.filter(({ outcome }) => outcome === 'refused').length;
  for (const { tokensPerSecond, timeToFirstTokenMs } of conversation.turns) {
    group.speed.add(tokensPerSecond);
    group.firstToken.add(timeToFirstTokenMs);
  }
  for (const row of rows) countRow(group, conversation, row);
  countFaults(group, conversation, rows);
}

function countRow({ checks }: Group, conversation: StoredConversation, row: ScoredRow): void {
  const { check, version, unit, result, isError } = row;
  const known = checks.get(check) ?? { version, unit, warned: 0, notApplicable: 0, errors: 0, clusters: new Map() };
  checks.set(check, known);
  if (isError) known.errors++;
  else if (result === 'not-applicable') known.notApplicable++;
  else addTo(known.clusters, conversation, result === 'fail');
  if (result === 'warn') known.warned++;
}

/** Whether a check of replies failed, for each turn that one could judge. */
export function faultyTurns(rows: readonly Pick<ScoredRow, 'turn' | 'result'>[]): Map<number, boolean> {
  const faulty = new Map<number, boolean>();
  for (const { turn, result } of rows) {
    if (turn === null || result === 'not-applicable') continue;
    faulty.set(turn, result === 'fail' || (faulty.get(turn) ?? false));
  }
  return faulty;
}

function countFaults(group: Group, conversation: StoredConversation, rows: readonly ScoredRow[]): void {
  const faulty = faultyTurns(rows);
  for (const [turn, isFaulty] of faulty) {
    addTo(group.faults, conversation, isFaulty);
    group.byTurn.set(turn, plus(group.byTurn.get(turn), oneTrial(isFaulty)));
  }
  const all = [...faulty].sort(([a], [b]) => a - b).map(([, isFaulty]) => (isFaulty ? 1 : 0));
  if (all.length < LEAST_TURNS) return;
  const half = Math.floor(all.length / 2);
  const difference = mean(all.slice(-half)) - mean(all.slice(0, half));
  const known = group.drift.get(conversation.scenario);
  if (known) known.push(difference);
  else group.drift.set(conversation.scenario, [difference]);
}

/** A shorter conversation has no halves to compare. */
const LEAST_TURNS = 4;

function addTo(clusters: Clusters, { scenario, sample }: StoredConversation, isEvent: boolean): void {
  const name = `${scenario} ${sample}`;
  clusters.set(name, { scenario, ...plus(clusters.get(name), oneTrial(isEvent)) });
}

function scoresOf(group: Group): ModelScores {
  const { model, settings, conversations, unfinished, turns, refused, faults, byTurn } = group;
  const scenarios = new Set([...faults.values()].map(({ scenario }) => scenario));
  const cluster = scenarios.size === 1 ? 'sample' : 'scenario';
  const clusters = clustersOf(faults, cluster);
  return {
    ...{ model, settings, conversations, unfinished, turns, refused, cluster, clusters: clusters.length },
    faults: rateOf(clusters),
    drift: driftOf(group, cluster),
    byTurn: [...byTurn]
      .sort(([a], [b]) => a - b)
      .map(([turn, { events, trials }]) => ({ turn, n: trials, failed: events })),
    detectable: detectableIn(clusters),
    medianTokensPerSecond: threeDigits(group.speed.value()),
    medianTimeToFirstTokenMs: threeDigits(group.firstToken.value()),
    checks: [...group.checks].map(([check, { clusters: own, ...counts }]) => ({
      check,
      ...counts,
      ...rateOf(clustersOf(own, cluster)),
    })),
  };
}

/** Of a single scenario, the intervals are about its other samples. */
function clustersOf(clusters: Clusters, cluster: ModelScores['cluster']): EventCount[] {
  if (cluster === 'sample') return [...clusters.values()].map(({ events, trials }) => ({ events, trials }));
  const byScenario = new Map<string, EventCount>();
  for (const { scenario, ...own } of clusters.values()) byScenario.set(scenario, plus(byScenario.get(scenario), own));
  return [...byScenario.values()];
}

/** The clusters are those that its interval is about. */
export function rateOf(clusters: readonly EventCount[]): Rate {
  const { trials, events, proportion, low, high } = clusteredProportionInterval(clusters, CONFIDENCE);
  return { n: trials, failed: events, rate: proportion, low, high };
}

function driftOf({ drift }: Group, cluster: ModelScores['cluster']): ModelScores['drift'] {
  const clusters = cluster === 'sample' ? [...drift.values()].flat().map((value) => [value]) : [...drift.values()];
  if (clusters.length < 2) return null;
  const { mean, low, high } = clusterRobustInterval(clusters, CONFIDENCE);
  // Conversations that all change by the same show no spread to judge by.
  if (low === null || high === null || low === high) return null;
  return { difference: mean, low: Math.max(-1, low), high: Math.min(1, high) };
}

/** No permutation of fewer scenarios is rare enough to be significant at 5 %. */
const LEAST_CLUSTERS = 6;

function detectableIn(clusters: readonly EventCount[]): number | null {
  if (clusters.length < LEAST_CLUSTERS) return null;
  const values = clusters.map(({ events, trials }) => Array.from({ length: trials }, (_, at) => (at < events ? 1 : 0)));
  const { count: pairs, mean, designEffect } = clusterRobustInterval(values, CONFIDENCE);
  // Two models of the same rate whose faults fall where they like: so many of their pairs differ.
  const disagreementRate = 2 * mean * (1 - mean);
  // Without a fault nothing is known of how replies of one scenario resemble each other: a scenario then counts as one.
  const independent = mean === 0 ? clusters.length : pairs;
  return detectableRateDifference(
    { pairs: independent, disagreementRate },
    { designEffect: Math.max(1, designEffect ?? 1) },
  );
}

function threeDigits(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(3));
}
