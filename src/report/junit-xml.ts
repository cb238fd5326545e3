// Suites of test cases as JUnit XML. The schema is the de-facto one of Ant and Jenkins. Start at `junitDocument`.
export interface Suite {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
  cases: string[];
}

export function newSuite(): Suite {
  return { tests: 0, failures: 0, errors: 0, skipped: 0, cases: [] };
}

/** @param seconds that all of it took */
export function junitDocument(suites: ReadonlyMap<string, Suite>, seconds: number): string {
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

/** @param elements one at most of each kind of result, as readers of JUnit expect */
export function addCase(
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

export function tag(name: string, message: string, text: string): string {
  const head = `<${name} message="${escaped(message)}"`;
  return text === '' ? `${head}/>` : `${head}>${escaped(text)}</${name}>`;
}

/** What a case printed. */
export function output(text: string): string {
  return `<system-out>${escaped(text)}</system-out>`;
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
