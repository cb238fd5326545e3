// What action.yml runs: `hitogara regress` with the inputs of a GitHub Action, and a folder with everything that it found. Annotations and the
// job's summary are written by the command itself, which knows where it runs.
import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const FOLDER = path.resolve('hitogara-regress');
const RESULTS = path.join(FOLDER, 'results');
/** `regress` could not decide. */
const INCONCLUSIVE = 5;
/** Files that cannot be compared are refused before anything is played, without a report. */
const NOT_COMPARABLE = 6;
/** The command did not end by itself. */
const INTERNAL_ERROR = 70;
/** From the worst to the best. */
const VERDICTS = ['regressed', 'not-comparable', 'inconclusive', 'pass'];

process.exitCode = run();

function run() {
  const { env } = process;
  // What an earlier step of the job has found is not this one's.
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const parameters = [
    ...given('--reference', env.INPUT_REFERENCE),
    ...given('--baseline', env.INPUT_BASELINE),
    ...lines(env.INPUT_CANDIDATE).flatMap((candidate) => ['--candidate', candidate]),
    ...given('--preset', env.INPUT_PRESET),
    ...lines(env.INPUT_OPTIONS),
  ];
  const files = [
    '--reporter',
    `markdown:${path.join(FOLDER, 'card.md')}`,
    '--reporter',
    `junit:${path.join(FOLDER, 'junit.xml')}`,
  ];
  const code = hitogara(['regress', ...parameters, ...files, '--out', RESULTS]);
  const found = keep();
  const verdict =
    VERDICTS.find((each) => found?.candidates.some((candidate) => candidate.verdict === each)) ??
    (code === NOT_COMPARABLE ? 'not-comparable' : '');
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, `verdict=${verdict}\nfolder=${found ? FOLDER : ''}\n`);
  return code === INCONCLUSIVE && env.INPUT_FAIL_ON_INCONCLUSIVE !== 'true' ? 0 : code;
}

/** Puts the report beside the other files. @returns what regress.json holds; null: it came to nothing */
function keep() {
  const [runId] = existsSync(RESULTS) ? readdirSync(RESULTS).sort().reverse() : [];
  const report = runId && path.join(RESULTS, runId, 'regress', 'regress.json');
  if (!report || !existsSync(report)) return null;
  copyFileSync(report, path.join(FOLDER, 'regress.json'));
  hitogara(['report', runId, '--out', RESULTS, '-o', path.join(FOLDER, 'report.html')]);
  return JSON.parse(readFileSync(report, 'utf8'));
}

function hitogara(parameters) {
  const { status } = spawnSync(process.execPath, [PROGRAM, ...parameters], { stdio: 'inherit' });
  return status ?? INTERNAL_ERROR;
}

function given(flag, value = '') {
  return value.trim() === '' ? [] : [flag, value.trim()];
}

function lines(text = '') {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
