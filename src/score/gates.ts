// Gates: how often a check may fail before a run is not good enough. Start at `gateKeeper`.
import type { CheckId } from '../scenario/check-settings.ts';
import { clusteredProportionInterval, type EventCount } from '../stats/proportion.ts';
import type { Gate } from './gate-names.ts';
import type { ScoredConversation } from './score-run.ts';
import type { ScoredRow } from './score-talk.ts';

export interface JudgedGate extends Gate {
  /** unjudged: there was nothing to judge, or the check itself failed: not a pass. */
  result: 'pass' | 'fail' | 'unjudged';
  n: number;
  failed: number;
  errors: number;
  rate: number | null;
  /** 95 %, clustered by scenario; null: not known. */
  low: number | null;
  high: number | null;
}

/** Gates that scenarios declare count for those scenarios alone; typed ones for all, in place of declared ones. */
export function gateKeeper(typed: readonly Gate[]) {
  const counts = new Map<string, Count>();
  return {
    add({ conversation, scenario, rows }: ScoredConversation): void {
      const declared = scenario?.checks ?? {};
      for (const row of rows) {
        const gate = typed.find(({ check }) => check === row.check) ?? declaredGate(row.check, declared[row.check]);
        if (gate) countRow(counts, gate, { row, scenario: conversation.scenario });
      }
    },
    judged(): JudgedGate[] {
      const idle = typed.filter((gate) => !counts.has(nameOf(gate)));
      return [
        ...[...counts.values()].map(({ gate, clusters, errors }) => judge(gate, [...clusters.values()], errors)),
        ...idle.map((gate) => judge(gate, [], 0)),
      ];
    },
  };
}

interface Count {
  gate: Gate;
  clusters: Map<string, EventCount>;
  errors: number;
}

function declaredGate(check: CheckId, settings: unknown): Gate | null {
  if (typeof settings !== 'object' || settings === null || !('gate' in settings) || settings.gate !== true) return null;
  return { check, limit: 'limit' in settings && typeof settings.limit === 'number' ? settings.limit : 0 };
}

function nameOf({ check, limit }: Gate): string {
  return `${check}=${limit}`;
}

function countRow(
  counts: Map<string, Count>,
  gate: Gate,
  { row: { result, isError }, scenario }: { row: ScoredRow; scenario: string },
): void {
  const count = counts.get(nameOf(gate)) ?? { gate, clusters: new Map(), errors: 0 };
  counts.set(nameOf(gate), count);
  if (isError) count.errors++;
  else if (result !== 'not-applicable') {
    const known = count.clusters.get(scenario) ?? { events: 0, trials: 0 };
    count.clusters.set(scenario, { events: known.events + (result === 'fail' ? 1 : 0), trials: known.trials + 1 });
  }
}

function judge({ check, limit }: Gate, clusters: readonly EventCount[], errors: number): JudgedGate {
  const { trials: n, events: failed, proportion: rate, low, high } = clusteredProportionInterval(clusters, 0.95);
  const isOver = rate !== null && rate > limit;
  const result = isOver ? 'fail' : n === 0 || errors > 0 ? 'unjudged' : 'pass';
  return { check, limit, result, n, failed, errors, rate, low, high };
}
