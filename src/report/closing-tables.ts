// The tables that end a run of several conversations: by model, and by scenario where there are several. Start at `closingTally`.
import { inertLine } from '../core/inert-text.ts';
import type { SamplingField } from '../core/sampling.ts';
import type { RunEvent } from '../run/events.ts';
import { say } from '../words/text.ts';
import { type Screen, shown } from './screen.ts';
import { BY_CONVERSATION, byModel, describeTally, type Grouping, type TallyTable, tallyBy } from './tally.ts';

export interface ClosingTally {
  count(event: RunEvent): void;
  /** None: nothing was played. */
  tables(): TallyTable[];
}

/** @param varied settings that the run plays with several values */
export function closingTally(varied: readonly SamplingField[]): ClosingTally {
  const models = tallyBy(byModel(varied));
  const scenarios = tallyBy(BY_SCENARIO);
  const both = tallyBy(byScenarioAndModel(varied));
  return {
    count(event) {
      for (const tally of [models, scenarios, both]) tally.count(event);
    },
    tables() {
      const tables = [models.table()];
      const byScenario = scenarios.table();
      const whole = both.table();
      if (byScenario && whole && byScenario.rows.length > 1)
        tables.push(whole.rows.length <= MOST_ROWS ? inOrder(whole, byScenario) : byScenario);
      return tables.filter((table) => table !== null);
    },
  };
}

/** A row for each conversation. */
export function conversationTally(): ClosingTally {
  const { count, table } = tallyBy(BY_CONVERSATION);
  return { count, tables: () => [table()].filter((each) => each !== null) };
}

/** null: there are none. */
export function describeTables(tables: readonly TallyTable[], screen: Screen, isResumed: boolean): string | null {
  if (tables.length === 0) return null;
  const text = tables.map((table) => describeTally(table, screen)).join('\n\n');
  return isResumed ? `${shown(say('this session:'), screen)}\n${text}` : text;
}

/** With more rows, the second table has one for each scenario, all models together. */
const MOST_ROWS = 40;

const BY_SCENARIO: Grouping = {
  head: [say('scenario')],
  cells: ({ scenario }) => [inertLine(scenario)],
  isConversation: false,
  hasSpeeds: false,
};

function byScenarioAndModel(varied: readonly SamplingField[]): Grouping {
  const { head, cells } = byModel(varied);
  return {
    ...BY_SCENARIO,
    head: [say('scenario'), ...head],
    cells: (record) => [inertLine(record.scenario), ...cells(record)],
  };
}

/** One model is played after the other; here, what belongs to one scenario stands together. */
function inOrder(table: TallyTable, { rows: scenarios }: TallyTable): TallyTable {
  return { ...table, rows: scenarios.flatMap(([scenario]) => table.rows.filter(([name]) => name === scenario)) };
}
