// The figures of one column, counted conversation by conversation: numbers are kept, replies are not. Start at `columnTally`.
import { ratedModel } from '../score/ratings-tally.ts';
import { faultyTurns, scoreTally } from '../score/score-tally.ts';
import { medianOf } from '../stats/running-median.ts';
import type { Rating } from '../store/rating-schema.ts';
import type { TurnRecord } from '../store/records.ts';
import { addTotals, emptyTotals, totalsOf } from '../store/totals.ts';
import type { ComparedConversation } from './compared-run.ts';
import type { ColumnFigures, Median } from './comparison.ts';
import { scenarioRates } from './scenario-rates.ts';

/** What is compared with the same turn of another column; null: not known. */
export interface TurnValues {
  /** 1: a check of replies failed. */
  faults: number | null;
  rating: number | null;
  tokensPerSecond: number | null;
  timeToFirstTokenMs: number | null;
  replyCharacters: number | null;
}

export interface ColumnTally {
  add(compared: ComparedConversation): void;
  figures(peakMemoryBytes: number | null): ColumnFigures;
  /** Scenario → sample and turn → values. */
  values(): ReadonlyMap<string, ReadonlyMap<string, TurnValues>>;
}

export function columnTally(): ColumnTally {
  const counted = { conversations: 0, unfinished: 0, turns: 0, totals: emptyTotals() };
  const speeds = speedsOf();
  const characters = countedMedian();
  const byTurn = new Map<number, ReturnType<typeof turnFigures>>();
  const scores = scoreTally();
  const rates = scenarioRates();
  const ratings: Rating[] = [];
  const values = new Map<string, Map<string, TurnValues>>();
  return {
    add({ conversation, rows, ratings: own }) {
      const { scenario, sample, status, turns } = conversation;
      counted.conversations++;
      if (status !== 'done') counted.unfinished++;
      counted.turns += turns.length;
      ratings.push(...own);
      if (rows) scores.add({ conversation, scenario: null, rows });
      const faulty = rows && faultyTurns(rows);
      rates.add(conversation, faulty);
      const inScenario = values.get(scenario) ?? new Map<string, TurnValues>();
      values.set(scenario, inScenario);
      for (const record of turns) {
        counted.totals = addTotals(counted.totals, totalsOf(record));
        speeds.add(record);
        const length = record.outcome === 'ok' ? [...record.reply].length : null;
        characters.add(length);
        const fault = faulty?.get(record.turn);
        const atTurn = byTurn.get(record.turn) ?? turnFigures();
        byTurn.set(record.turn, atTurn);
        atTurn.add(record, fault);
        inScenario.set(`${sample} ${record.turn}`, {
          faults: fault === undefined ? null : fault ? 1 : 0,
          rating: meanOf(own.flatMap(({ turn, rating }) => (turn === record.turn && rating ? [rating] : []))),
          tokensPerSecond: record.tokensPerSecond,
          timeToFirstTokenMs: record.timeToFirstTokenMs,
          replyCharacters: length,
        });
      }
    },
    figures(peakMemoryBytes) {
      const { conversations, unfinished, turns, totals } = counted;
      const [scored] = scores.table();
      const rated = ratedModel('', ratings);
      return {
        ...{ conversations, unfinished, turns, outcomes: totals.outcomes },
        faults: scored && scored.faults.n > 0 ? rateOnly(scored.faults) : null,
        checks: (scored?.checks ?? []).map((each) => {
          const { check, unit, warned } = each;
          return { ...rateOnly(each), check, unit, warned };
        }),
        rating: rated.meanRating.n > 0 ? rated.meanRating : null,
        thumbs: { up: rated.thumbsUp, down: rated.thumbsDown },
        ...speeds.medians(),
        replyCharacters: characters.median(),
        replyTokens: turns > 0 ? totals.replyTokens : null,
        costUsd: turns > 0 ? totals.costUsd : null,
        peakMemoryBytes,
        byTurn: [...byTurn].sort(([a], [b]) => a - b).map(([turn, each]) => ({ turn, ...each.figures() })),
        byScenario: rates.table(),
      };
    },
    values: () => values,
  };
}

function rateOnly({ n, failed, rate, low, high }: NonNullable<ColumnFigures['faults']>) {
  return { n, failed, rate, low, high };
}

function turnFigures() {
  const speeds = speedsOf();
  let judged = 0;
  let failed = 0;
  return {
    /** @param isFaulty undefined: no check judged it */
    add(record: TurnRecord, isFaulty: boolean | undefined): void {
      speeds.add(record);
      if (isFaulty !== undefined) judged++;
      if (isFaulty) failed++;
    },
    figures: () => ({ ...speeds.medians(), judged, failed }),
  };
}

function speedsOf() {
  const speed = countedMedian();
  const firstToken = countedMedian();
  return {
    add({ tokensPerSecond, timeToFirstTokenMs }: TurnRecord): void {
      speed.add(tokensPerSecond);
      firstToken.add(timeToFirstTokenMs);
    },
    medians: () => ({ tokensPerSecond: speed.median(), timeToFirstTokenMs: firstToken.median() }),
  };
}

/** Three digits are all that a median of these is worth. */
function countedMedian() {
  const values = medianOf();
  let n = 0;
  return {
    add(value: number | null): void {
      if (value !== null) n++;
      values.add(value);
    },
    median(): Median {
      const median = values.value();
      return { n, median: median === null ? null : Number(median.toPrecision(3)) };
    },
  };
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
