// Where which model has how many faults: scenarios down, models across. Colour only repeats what each cell says. Start at `HeatMap`.
import type { ComparedScenario, Comparison } from '../../../compare/comparison.ts';
import { inBoth, say } from '../../../words/text.ts';
import type { ShownColumn } from '../columns.ts';
import { t } from '../words.ts';
import { RateLines } from './rate.tsx';
import { Wide } from './wide.tsx';

interface HeatMapProps extends Pick<Comparison, 'scenarios'> {
  columns: readonly ShownColumn[];
  /** Address of a scenario in the grid, and there of a column, by their ids. */
  hrefOf: (scenario: string, column: string) => string;
}

export function HeatMap({ columns, scenarios, hrefOf }: HeatMapProps) {
  return (
    <Wide label={t(say('replies with a fault, by scenario and model'))}>
      <table class="figures-table heat-map">
        <thead>
          <tr>
            <th scope="col">{t(say('scenario'))}</th>
            {columns.map(({ column, name }) => (
              <th scope="col" key={column.id}>
                <span class="column-name">{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {scenarios.map((scenario) => (
            <tr key={scenario.id}>
              <th scope="row">
                <a href={hrefOf(scenario.id, columns[0]?.column.id ?? '')}>{t(inBoth(scenario.title))}</a>
                <span class="basis">{scenario.id}</span>
              </th>
              {columns.map(({ column }) => (
                <HeatCell key={column.id} {...{ column, scenario }} href={hrefOf(scenario.id, column.id)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

interface HeatCellProps extends Pick<ShownColumn, 'column'> {
  href: string;
  scenario: ComparedScenario;
}

function HeatCell({ column, scenario, href }: HeatCellProps) {
  const own = column.figures?.byScenario.find((each) => each.scenario === scenario.id);
  if (!own) return <td class="basis">{t(say('not played'))}</td>;
  if (own.faults === null) return <td class="basis">{t(say('not scored'))}</td>;
  const { rate } = own.faults;
  return (
    <td class="heat" style={rate === null ? undefined : { '--heat': String(rate) }}>
      <a href={href}>
        <RateLines rate={own.faults} />
      </a>
    </td>
  );
}
