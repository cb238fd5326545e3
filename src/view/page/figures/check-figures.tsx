// What each check found in each column. Start at `CheckFigures`.
import type { CheckFigure, Column } from '../../../compare/comparison.ts';
import { plural, say } from '../../../words/text.ts';
import type { ShownColumn } from '../columns.ts';
import { summaryOf } from '../grid/findings.tsx';
import { t } from '../words.ts';
import { RateLines } from './rate.tsx';
import { Wide } from './wide.tsx';

/** The checks that found something first; the others can be opened. */
export function CheckFigures({ columns }: { columns: readonly ShownColumn[] }) {
  const checks = [...new Set(columns.flatMap(({ column }) => column.figures?.checks.map(({ check }) => check) ?? []))];
  const telling = checks.filter((check) => columns.some(({ column }) => hasFound(figureOf(column, check))));
  const silent = checks.filter((check) => !telling.includes(check));
  if (checks.length === 0) return <p class="basis">{t(say('nothing here is scored'))}</p>;
  return (
    <>
      {telling.length > 0 && <CheckTable checks={telling} columns={columns} />}
      {silent.length > 0 && (
        <details>
          <summary>{t(say('{checks} found nothing', { checks: plural(silent.length, 'check') }))}</summary>
          <CheckTable checks={silent} columns={columns} />
        </details>
      )}
    </>
  );
}

function CheckTable({ checks, columns }: { checks: readonly string[]; columns: readonly ShownColumn[] }) {
  return (
    <Wide label={t(say('what each check found'))}>
      <table class="figures-table check-table">
        <thead>
          <tr>
            <th scope="col">{t(say('check'))}</th>
            {columns.map(({ column, name }) => (
              <th scope="col" key={column.id}>
                <span class="column-name">{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => (
            <tr key={check}>
              <th scope="row">
                {check}
                <span class="basis">{summaryOf(check)}</span>
              </th>
              {columns.map(({ column }) => (
                <CheckCell key={column.id} figure={figureOf(column, check)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function CheckCell({ figure }: { figure: CheckFigure | null }) {
  return (
    <td>
      <RateLines rate={figure} />
      {figure !== null && figure.warned > 0 && <span class="basis">{t(plural(figure.warned, 'warning'))}</span>}
    </td>
  );
}

function figureOf({ figures }: Column, check: string): CheckFigure | null {
  return figures?.checks.find((each) => each.check === check) ?? null;
}

function hasFound(figure: CheckFigure | null): boolean {
  return figure !== null && figure.failed + figure.warned > 0;
}
