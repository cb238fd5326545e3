// `npm run prove:fuzz`: gives the program thousands of hostile inputs, and prints what does not hold of each, with the seed that makes it
// again. Ends with 1 if anything did not hold. Start at `prove`.
import { parseArgs } from 'node:util';
import { renderTable } from '../bench/table.ts';
import { type Fuzzed, fuzz } from '../test/support/fuzz.ts';
import { FUZZ_INPUTS, type FuzzKind } from '../test/support/fuzz-inputs.ts';

const KINDS = Object.keys(FUZZ_INPUTS) as FuzzKind[];

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    /** Instead of a number of inputs. */
    minutes: { type: 'string' },
    inputs: { type: 'string', default: '2000' },
    /** Kinds of input; all of them if left out. */
    only: { type: 'string', multiple: true },
    parallel: { type: 'string', default: '2' },
  },
});

process.exitCode = await prove();

async function prove(): Promise<number> {
  const kinds = KINDS.filter((kind) => values.only?.includes(kind) ?? true);
  const done: Fuzzed[] = [];
  const started = performance.now();
  const isOver = (count: number): boolean =>
    values.minutes === undefined
      ? count >= Number(values.inputs)
      : performance.now() - started > Number(values.minutes) * 60_000;
  let count = 0;
  const work = async (): Promise<void> => {
    while (!isOver(count)) {
      const index = count++;
      const kind = kinds[index % kinds.length];
      if (kind === undefined) throw new Error(`--only: one of ${KINDS.join(', ')}`);
      const fuzzed = await fuzz(kind, Number(values.seed) + Math.floor(index / kinds.length));
      done.push(fuzzed);
      if (fuzzed.problems.length > 0) process.stdout.write(findingOf(fuzzed));
    }
  };
  await Promise.all(Array.from({ length: Number(values.parallel) }, work));
  const minutes = (performance.now() - started) / 60_000;
  const rows = kinds.map((kind) =>
    rowOf(
      kind,
      done.filter((each) => each.kind === kind),
    ),
  );
  const head = ['input', 'inputs', 'findings', 'exit codes', 'longest', 'most memory'];
  const title = `${done.length} inputs from seed ${values.seed} in ${minutes.toFixed(1)} min`;
  process.stdout.write(`${renderTable({ id: 'fuzz', title, head, rows, notes: [] })}\n`);
  return done.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

function findingOf({ kind, seed, what, args, problems, stderr }: Fuzzed): string {
  const again = `npm run prove:fuzz -- --only ${kind} --seed ${seed} --inputs 1`;
  const said = stderr.trim().split('\n').slice(0, 12).join('\n    ').slice(0, 1_500);
  return `${kind}: ${what}\n  ${args.join(' ')}\n  ${problems.join('\n  ')}\n  again: ${again}\n    ${said}\n`;
}

function rowOf(kind: FuzzKind, done: readonly Fuzzed[]): string[] {
  const codes = [...new Set(done.map(({ code }) => String(code)))].sort();
  const counts = codes.map((code) => `${code} × ${done.filter((each) => String(each.code) === code).length}`);
  return [
    kind,
    String(done.length),
    String(done.filter(({ problems }) => problems.length > 0).length),
    counts.join(', '),
    `${Math.max(...done.map(({ seconds }) => seconds)).toFixed(1)} s`,
    `${Math.round(Math.max(...done.map(({ peakMb }) => peakMb)))} MB`,
  ];
}
