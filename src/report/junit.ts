// Scores as JUnit XML, which CI systems show: a suite for each model, a case for each check of each conversation, and the gates.
// The schema is the de-facto one of Ant and Jenkins. Start at `junitCollector`.
import { groupBy } from '../core/group-by.ts';
import type { JudgedGate } from '../score/gates.ts';
import type { ScoredConversation } from '../score/score-run.ts';
import type { ScoredRow } from '../score/score-talk.ts';
import { describeGate, describeScoredModel } from './score-wording.ts';
import { describePlay } from './wording.ts';

export interface JUnitCollector {
  add(scored: ScoredConversation): void;
  /** @param seconds that scoring took */
  xml(gates: readonly JudgedGate[], seconds: number): string;
}

interface Suite {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
  cases: string[];
}

export function junitCollector(): JUnitCollector {
  const suites = new Map<string, Suite>();
  const suiteOf = (name: string): Suite => {
    const suite = suites.get(name) ?? { tests: 0, failures: 0, errors: 0, skipped: 0, cases: [] };
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
      return documentOf(suites, seconds);
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
    ...(warnings.length > 0 ? [`<system-out>${escaped(told(warnings))}</system-out>`] : []),
  ];
}

function addCase(
  suite: Suite,
  { name, classname }: { name: string; classname: string },
  elements: readonly string[],
): void {
  suite.tests++;
  for (const element of elements) {
    if (element.startsWith('<failure')) suite.failures++;
    else if (element.startsWith('<error')) suite.errors++;
    else if (element.startsWith('<skipped')) suite.skipped++;
  }
  const head = `<testcase classname="${escaped(classname)}" name="${escaped(name)}"`;
  suite.cases.push(elements.length === 0 ? `    ${head}/>` : `    ${head}>${elements.join('')}</testcase>`);
}

function tag(name: string, message: string, text: string): string {
  const head = `<${name} message="${escaped(message)}"`;
  return text === '' ? `${head}/>` : `${head}>${escaped(text)}</${name}>`;
}

function documentOf(suites: ReadonlyMap<string, Suite>, seconds: number): string {
  const all = [...suites.values()];
  const sum = (name: 'tests' | 'failures' | 'errors' | 'skipped'): number =>
    all.reduce((total, suite) => total + suite[name], 0);
  const counts = (suite: Pick<Suite, 'tests' | 'failures' | 'errors'>): string =>
    `tests="${suite.tests}" failures="${suite.failures}" errors="${suite.errors}"`;
  const total = { tests: sum('tests'), failures: sum('failures'), errors: sum('errors') };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="hitogara" ${counts(total)} time="${seconds.toFixed(3)}">`,
    ...[...suites].flatMap(([name, suite]) => [
      `  <testsuite name="${escaped(name)}" ${counts(suite)} skipped="${suite.skipped}" time="0">`,
      ...suite.cases,
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

/** What XML 1.0 cannot hold, however it is written, becomes the replacement character. */
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(IMPOSSIBLE, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
