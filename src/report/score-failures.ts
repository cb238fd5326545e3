// Examples of what failed, for a person: of every check a few, from different scenarios and models. Start at `failureSection`.
import { groupBy } from '../core/group-by.ts';
import { inertLine } from '../core/inert-text.ts';
import type { Failure, ScoreReport } from '../score/report-on.ts';
import { say } from '../words/text.ts';
import { fold } from './fold.ts';
import { type Paint, painter } from './paint.ts';
import { describeFailurePlace, excerptOf } from './score-wording.ts';
import { columnsOf, PIPE_COLUMNS, type Screen, shown } from './screen.ts';

/** @param most how many are listed in all */
export function failureSection(report: ScoreReport, most: number, screen: Screen): string {
  const { failures, failed, errors, gates } = report;
  const paint = painter(screen);
  const columns = columnsOf(screen.stdout) ?? PIPE_COLUMNS;
  const urgent = new Set<string>(gates.filter(({ result }) => result !== 'pass').map(({ check }) => check));
  const listed = [...errors.slice(0, most), ...examplesOf(failures, most - errors.length, urgent)];
  const groups = [...groupBy(listed, ({ row }) => row.check)].map(([check, own]) =>
    [paint('bold', check), ...own.flatMap((failure) => linesOf(failure, { paint, columns, screen }))].join('\n'),
  );
  const left = failed + errors.length - listed.length;
  const more = say('and {n} more; --failures N lists more of them, and the files in scores/ have all', { n: left });
  return [...groups, ...(left > 0 && most > 0 ? [fold(shown(more, screen), columns, 2)] : [])].join('\n');
}

/** Those of urgent checks first; one of each check before the second of any, and one of each scenario and model before the second. */
function examplesOf(failures: readonly Failure[], most: number, urgent: ReadonlySet<string>): Failure[] {
  const first = sharedOut(
    failures.filter(({ row }) => urgent.has(row.check)),
    most,
  );
  const others = failures.filter(({ row }) => !urgent.has(row.check));
  return [...first, ...sharedOut(others, most - first.length)];
}

function sharedOut(failures: readonly Failure[], most: number): Failure[] {
  const groups = [...groupBy(failures, ({ row }) => row.check).values()].map(varied);
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  const inTurn = Array.from({ length: longest }, (_, at) => groups.flatMap((own) => own.slice(at, at + 1))).flat();
  const chosen = new Set(inTurn.slice(0, Math.max(0, most)));
  return groups.flatMap((own) => own.filter((failure) => chosen.has(failure)));
}

function varied(failures: readonly Failure[]): Failure[] {
  const before = new Map<string, number>();
  const ranked = failures.map((failure) => {
    const place = JSON.stringify([failure.model, failure.scenario]);
    const rank = before.get(place) ?? 0;
    before.set(place, rank + 1);
    return { failure, rank };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ failure }) => failure);
}

function linesOf(
  failure: Failure,
  { paint, columns, screen }: { paint: Paint; columns: number; screen: Screen },
): string[] {
  const excerpt = excerptOf(failure);
  const told = (text: string): string => fold(`  ${text}`, columns, 2);
  return [
    told(shown(describeFailurePlace(failure), screen)),
    told(`  ${inertLine(shown(failure.row.message, screen))}`),
    ...(excerpt === null
      ? []
      : [told(`  ${paint('dim', excerpt.before)}${paint('yellow', excerpt.meant)}${paint('dim', excerpt.after)}`)]),
  ];
}
