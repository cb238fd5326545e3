// Where which model has how many faults: scenarios down, models across. Colour only repeats what each cell says. Start at `HeatMap`.
import type { ComponentChildren } from 'preact';
import type { Column, ComparedScenario, Comparison } from '../../../compare/comparison.ts';
import { inBoth, say } from '../../../words/text.ts';
import type { ShownColumn } from '../columns.ts';
import { t } from '../words.ts';
import { RateLines } from './rate.tsx';
import { Wide } from './wide.tsx';

interface HeatMapProps extends Pick<Comparison, 'scenarios'> {
  columns: readonly ShownColumn[];
  way: WayToGrid;
}

/** Where a scenario is in the grid, and there a column, by their ids. */
export interface WayToGrid {
  hrefOf(scenario: string, column: string): string;
  go(scenario: string, column: string): void;
}

export function HeatMap({ columns, scenarios, way }: HeatMapProps) {
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
                <GridLink {...{ way, scenario }} column={columns[0]?.column}>
                  {t(inBoth(scenario.title))}
                </GridLink>
                <span class="basis">{scenario.id}</span>
              </th>
              {columns.map(({ column }) => (
                <HeatCell key={column.id} {...{ column, scenario, way }} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

interface HeatCellProps extends Pick<HeatMapProps, 'way'> {
  column: Column;
  scenario: ComparedScenario;
}

function HeatCell({ column, scenario, way }: HeatCellProps) {
  const own = column.figures?.byScenario.find((each) => each.scenario === scenario.id);
  if (!own) return <td class="basis">{t(say('not played'))}</td>;
  if (own.faults === null) return <td class="basis">{t(say('not scored'))}</td>;
  const { rate } = own.faults;
  return (
    <td class="heat" style={rate === null ? undefined : { '--heat': String(rate) }}>
      <GridLink {...{ way, scenario, column }}>
        <RateLines rate={own.faults} />
      </GridLink>
    </td>
  );
}

interface GridLinkProps extends Pick<HeatMapProps, 'way'> {
  scenario: ComparedScenario;
  column: Column | undefined;
  children: ComponentChildren;
}

/** A real link, so that it can be copied, or opened in a tab of its own. */
function GridLink({ way, scenario, column, children }: GridLinkProps) {
  const id = column?.id ?? '';
  return (
    <a
      href={way.hrefOf(scenario.id, id)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        way.go(scenario.id, id);
      }}
    >
      {children}
    </a>
  );
}
