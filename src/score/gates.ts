// Gates: how often a check may fail before a model is not good enough. Start at `gateKeeper`.
import type { Sampling } from '../core/sampling.ts';
import { CHECK_IDS, type CheckId, type CheckSettings } from '../scenario/check-settings.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type EventCount, oneTrial, plus } from '../stats/proportion.ts';
import type { Gate } from './gate-names.ts';
import type { ScoredConversation } from './score-run.ts';
import type { ScoredRow } from './score-talk.ts';
import { type Rate, rateOf } from './score-tally.ts';
import { plannedTurn } from './talk.ts';

/** The rate is clustered by scenario. */
export interface JudgedGate extends Gate, Rate {
  model: string;
  settings: Sampling | null;
  /** unjudged: not a pass. */
  result: 'pass' | 'fail' | 'unjudged';
  /** Why it is unjudged: the check itself failed, it applies to nothing, or the run is not over. */
  reason: 'errors' | 'nothing' | 'unfinished' | null;
  errors: number;
}

export interface GateScope {
  /** For all scenarios, in place of what they declare. */
  typed: readonly Gate[];
  scenarios: readonly Scenario[];
  models: readonly string[];
  /** Whether the run is over: what is still to be played may fail. */
  isOver: boolean;
}

/** Each model is judged by itself, so that a good one cannot hide a bad one. Gates that scenarios declare count for those alone. */
export function gateKeeper({ typed, scenarios, models, isOver }: GateScope) {
  const counts = new Map<string, Count>();
  const gateOf = (scenario: Scenario, row: ScoredRow, layers: readonly CheckSettings[]): Gate | null =>
    typed.find(({ check }) => check === row.check) ?? declaredGate(row.check, [scenario.checks, ...layers]);
  return {
    add({ conversation, scenario, rows }: ScoredConversation): void {
      if (!scenario) return;
      for (const row of rows) {
        const said = conversation.turns.find(({ turn }) => turn === row.turn);
        const own = said ? [plannedTurn(scenario, said.turn, said.user)] : row.turn === null ? scenario.turns : [];
        const gate = gateOf(
          scenario,
          row,
          own.flatMap((turn) => turn?.checks ?? []),
        );
        if (gate)
          countRow(counts, { ...gate, model: conversation.model, settings: conversation.settings }, row, scenario.id);
      }
    },
    judged(): JudgedGate[] {
      const idle = wantedGates(typed, scenarios).flatMap((gate) =>
        models
          .filter(
            (model) => ![...counts.values()].some((count) => count.gate.model === model && isSame(count.gate, gate)),
          )
          .map((model) => judge({ ...gate, model, settings: null }, [], { errors: 0, isOver })),
      );
      const judged = [...counts.values()].map(({ gate, clusters, errors }) =>
        judge(gate, [...clusters.values()], { errors, isOver }),
      );
      return [...judged, ...idle];
    },
  };
}

/** Checks that gates need, whatever else is asked for. */
export function gatedChecks(typed: readonly Gate[], scenarios: readonly Scenario[]): CheckId[] {
  return wantedGates(typed, scenarios).map(({ check }) => check);
}

function wantedGates(typed: readonly Gate[], scenarios: readonly Scenario[]): Gate[] {
  return [...typed, ...declaredGates(scenarios, typed)];
}

/** Of scenarios and of their turns, each once; typed ones stand in their place. */
function declaredGates(scenarios: readonly Scenario[], typed: readonly Gate[]): Gate[] {
  const all = scenarios.flatMap(({ checks, turns }) =>
    CHECK_IDS.flatMap((check) => [
      declaredGate(check, [checks]) ?? [],
      ...turns.map((turn) => (turn.checks?.[check] ? (declaredGate(check, [checks, turn.checks]) ?? []) : [])),
    ]),
  );
  const gates = all.flat().filter(({ check }) => !typed.some((gate) => gate.check === check));
  return gates.filter((gate, index) => gates.findIndex((other) => isSame(other, gate)) === index);
}

/** @param layers settings of the scenario, then those of a turn, which go over them */
function declaredGate(check: CheckId, layers: readonly CheckSettings[]): Gate | null {
  const own = layers.flatMap((layer) => layer[check] || []);
  const isGate = own.findLast(({ gate }) => gate !== undefined)?.gate;
  return isGate ? { check, limit: own.findLast(({ limit }) => limit !== undefined)?.limit ?? 0 } : null;
}

function isSame(a: Gate, b: Gate): boolean {
  return a.check === b.check && a.limit === b.limit;
}

type ModelGate = Gate & Pick<JudgedGate, 'model' | 'settings'>;

interface Count {
  gate: ModelGate;
  clusters: Map<string, EventCount>;
  errors: number;
}

function countRow(counts: Map<string, Count>, gate: ModelGate, { result, isError }: ScoredRow, scenario: string): void {
  const name = JSON.stringify([gate.check, gate.limit, gate.model, gate.settings]);
  const count = counts.get(name) ?? { gate, clusters: new Map(), errors: 0 };
  counts.set(name, count);
  if (isError) count.errors++;
  else if (result !== 'not-applicable') {
    count.clusters.set(scenario, plus(count.clusters.get(scenario), oneTrial(result === 'fail')));
  }
}

/** 7 of 1,000 is 0.7 %, whatever floating-point numbers make of it. */
const ROUNDING = 1e-9;

function judge(
  gate: ModelGate,
  clusters: readonly EventCount[],
  { errors, isOver }: { errors: number; isOver: boolean },
): JudgedGate {
  const { n, failed, rate, low, high } = rateOf(clusters);
  const figures = { n, failed, errors, rate, low, high };
  if (rate !== null && rate > gate.limit + ROUNDING) return { ...gate, result: 'fail', reason: null, ...figures };
  const reason = errors > 0 ? 'errors' : n === 0 ? 'nothing' : isOver ? null : 'unfinished';
  return { ...gate, result: reason === null ? 'pass' : 'unjudged', reason, ...figures };
}
