// Scores as JUnit XML, which CI systems show: a suite for each model, a case for each check of each conversation, and the gates.
// Start at `junitCollector`.
import { groupBy } from '../core/group-by.ts';
import type { JudgedGate } from '../score/gates.ts';
import type { ScoredConversation } from '../score/score-run.ts';
import type { ScoredRow } from '../score/score-talk.ts';
import { addCase, junitDocument, newSuite, output, type Suite, tag } from './junit-xml.ts';
import { describeGate, describeScoredModel } from './score-wording.ts';
import { describePlay } from './wording.ts';

export interface JUnitCollector {
  add(scored: ScoredConversation): void;
  /** @param seconds that scoring took */
  xml(gates: readonly JudgedGate[], seconds: number): string;
}

export function junitCollector(): JUnitCollector {
  const suites = new Map<string, Suite>();
  const suiteOf = (name: string): Suite => {
    const suite = suites.get(name) ?? newSuite();
    suites.set(name, suite);
    return suite;
  };
  return {
    add({ conversation, rows }) {
      const suite = suiteOf(conversation.model);
      const { status, reason } = conversation;
      if (status !== 'done')
        addCase(suite, { name: 'played', classname: describePlay(conversation) }, [tag('error', reason ?? status, '')]);
      for (const [check, own] of groupBy(rows, (row) => row.check)) {
        const classname = describePlay(conversation);
        addCase(suite, { name: `${check} › ${describeScoredModel(conversation)}`, classname }, resultOf(own));
      }
    },
    xml(gates, seconds) {
      for (const gate of gates) {
        const told = String(describeGate(gate));
        const elements = { pass: [], fail: [tag('failure', told, '')], unjudged: [tag('error', told, '')] }[
          gate.result
        ];
        addCase(
          suiteOf('gates'),
          { name: `gate ${gate.check} › ${describeScoredModel(gate)}`, classname: 'gates' },
          elements,
        );
      }
      return junitDocument(suites, seconds);
    },
  };
}

/** One element at most for each kind of result, as readers of JUnit expect. */
function resultOf(rows: readonly ScoredRow[]): string[] {
  const told = (some: readonly ScoredRow[]): string =>
    some.map(({ turn, message }) => (turn === null ? String(message) : `turn ${turn}: ${message}`)).join('\n');
  const errors = rows.filter(({ isError }) => isError);
  const failures = rows.filter(({ result }) => result === 'fail');
  const warnings = rows.filter(({ result }) => result === 'warn');
  const isIdle = rows.every(({ result }) => result === 'not-applicable');
  return [
    ...(errors.length > 0 ? [tag('error', 'the check itself failed', told(errors))] : []),
    ...(failures.length > 0 ? [tag('failure', `${failures.length} of ${rows.length} failed`, told(failures))] : []),
    ...(isIdle && errors.length === 0 ? [tag('skipped', told(rows.slice(0, 1)), '')] : []),
    ...(warnings.length > 0 ? [output(told(warnings))] : []),
  ];
}
