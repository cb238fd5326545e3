// `npm run prove:checks`: plants fourteen kinds of fault, each in three strengths, into the reference replies of all scenarios, and prints
// how many the checks find; and what the checks say of the same conversations without a fault. Ends with 1 if a goal is missed.
import { parseArgs } from 'node:util';
import { renderTable, type Table } from '../bench/table.ts';
import { loadScenarios } from '../dist/scenario/load.js';
import {
  type Conversation,
  FAULT_KINDS,
  type FaultKind,
  STRENGTHS,
  type Strength,
} from '../dist/score/planted/fault.js';
import type { ScoredRow } from '../dist/score/score-talk.js';
import { clusteredProportionInterval } from '../dist/stats/proportion.js';
import { type FaultFinder, goodsOf, openFaultFinder, type Tried } from '../test/support/planted-faults.ts';
import { SHIPPED } from '../test/support/world.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    kind: { type: 'string', multiple: true },
    /** `tuning`: the halves of the banks that checks may be tuned on. */
    half: { type: 'string', default: 'held-out' },
    /** Prints this many faults of each kind and strength that were not found. */
    missed: { type: 'string', default: '0' },
  },
});

/** Found at all, with `warn` or `fail`. */
const GOALS: Record<Strength, number | null> = { weak: 0.8, medium: null, strong: 0.95 };
const GOODS_GOAL = 0.01;

process.exitCode = await prove();

async function prove(): Promise<number> {
  const loaded = await loadScenarios(['*'], SHIPPED);
  const goods = loaded.flatMap(goodsOf);
  const finder = await openFaultFinder();
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
  const half = values.half === 'tuning' ? 'tuning' : 'held-out';
  const kinds = FAULT_KINDS.filter((kind) => !values.kind || values.kind.includes(kind));
  const tried = await finder.tryAll(goods, { seeds, half, kinds });
  const found = foundTable(tried, kinds);
  const clean = await goodsTable(finder, goods);
  process.stdout.write(`${renderTable(found.table)}\n\n${renderTable(clean.table)}\n`);
  for (const line of missedLines(tried, Number(values.missed))) process.stdout.write(`${line}\n`);
  return found.holds && clean.holds ? 0 : 1;
}

interface Part {
  table: Table;
  holds: boolean;
}

function foundTable(tried: readonly Tried[], kinds: readonly FaultKind[]): Part {
  let holds = true;
  const rows = kinds.flatMap((kind) =>
    STRENGTHS.map((strength) => {
      const own = tried.filter((each) => each.kind === kind && each.strength === strength);
      const failed = own.filter(({ found }) => found === 'fail').length;
      const seen = own.filter(({ found }) => found !== 'no').length;
      const goal = GOALS[strength];
      const isMet = goal === null || seen >= goal * own.length;
      holds &&= isMet;
      const goalText = goal === null ? '–' : `≥ ${percent(goal)}${isMet ? '' : ' missed'}`;
      return [
        kind,
        strength,
        String(own.length),
        share(failed, own.length),
        share(seen, own.length),
        interval(own),
        goalText,
      ];
    }),
  );
  const head = ['fault', 'strength', 'planted', 'fail', 'fail or warn', '95 % interval', 'goal'];
  return { table: { id: 'found', title: 'Found', head, rows, notes: [] }, holds };
}

/** Of the share that was found at all; the scenario is the cluster. */
function interval(tried: readonly Tried[]): string {
  const clusters = [...new Set(tried.map(({ scenario }) => scenario))].map((scenario) => {
    const own = tried.filter((each) => each.scenario === scenario);
    return { events: own.filter(({ found }) => found !== 'no').length, trials: own.length };
  });
  const { low, high } = clusteredProportionInterval(clusters, 0.95);
  return low === null || high === null ? '–' : `${percent(low)} to ${percent(high)}`;
}

async function goodsTable(finder: FaultFinder, goods: readonly Conversation[]): Promise<Part> {
  const scored: { good: Conversation; row: ScoredRow }[] = [];
  for (const good of goods) {
    for (const row of await finder.score(good)) scored.push({ good, row });
  }
  const checks = [...new Set(scored.map(({ row }) => row.check))];
  const notes: string[] = [];
  const rows = checks.map((check) => {
    const own = scored.filter(({ row }) => row.check === check && row.result !== 'not-applicable');
    const failed = own.filter(({ row }) => row.result === 'fail');
    const warned = own.filter(({ row }) => row.result === 'warn');
    for (const { good, row } of [...failed, ...warned]) {
      const reply = row.turn === null ? '' : ` 「${good.replies[row.turn - 1]}」`;
      notes.push(
        `${row.result}: ${check}, ${good.scenario.id}${row.turn === null ? '' : `, turn ${row.turn}`}${reply}: ${row.message}`,
      );
    }
    const errors = scored.filter(({ row }) => row.check === check && row.isError).length;
    if (errors > 0) notes.push(`${check} itself failed ${errors} times`);
    return [check, String(own.length), String(failed.length), String(warned.length)];
  });
  const replies = goods.flatMap((good) => good.replies.map((_, index) => ({ good, turn: index + 1 })));
  const isFailed = ({ good, turn }: { good: unknown; turn: number | null }): boolean =>
    scored.some((each) => each.good === good && each.row.turn === turn && each.row.result === 'fail');
  const failedReplies = replies.filter(isFailed).length;
  const failedTalks = goods.filter((good) => isFailed({ good, turn: null })).length;
  const holds = failedReplies <= GOODS_GOAL * replies.length && failedTalks <= GOODS_GOAL * goods.length;
  notes.unshift(
    `Replies that fail a check: ${failedReplies} of ${replies.length}; conversations: ${failedTalks} of ${goods.length}. Goal: at most ${percent(GOODS_GOAL)}.`,
  );
  const head = ['check', 'applied', 'fail', 'warn'];
  return { table: { id: 'goods', title: 'Replies without a fault', head, rows, notes }, holds };
}

function missedLines(tried: readonly Tried[], count: number): string[] {
  const groups = FAULT_KINDS.flatMap((kind) =>
    STRENGTHS.map((strength) => tried.filter((each) => each.kind === kind && each.strength === strength)),
  );
  return groups.flatMap((group) =>
    group
      .filter(({ found }) => found === 'no')
      .slice(0, count)
      .map(({ kind, strength, scenario, planted }) => {
        const said = planted.changed.map((turn) => `${turn}「${planted.replies[turn - 1]}」`).join(' ');
        return `not found: ${kind}, ${strength}, ${scenario}, turn ${said}`;
      }),
  );
}

function share(events: number, trials: number): string {
  return trials === 0 ? '–' : `${percent(events / trials)}`;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1).replace(/\.0$/, '')} %`;
}
