// The figures tab: every column in figures, against the baseline and in pictures. It is not there in blind mode, where names and speeds
// would tell. Start at `Figures`.
import type { ComponentChildren } from 'preact';
import type { Comparison } from '../../../compare/comparison.ts';
import { say } from '../../../words/text.ts';
import { shownColumns } from '../columns.ts';
import { hashOf } from '../hash.ts';
import { EVERYTHING, view } from '../view-state.ts';
import { t } from '../words.ts';
import { CheckFigures } from './check-figures.tsx';
import './figures.css';
import { HeatMap } from './heat-map.tsx';
import { QualityCharts } from './quality-charts.tsx';
import { SummaryTable } from './summary-table.tsx';
import { TurnCharts } from './turn-charts.tsx';

export function Figures({ comparison }: { comparison: Comparison }) {
  const columns = shownColumns.value;
  const { scenarios } = comparison;
  const baseline = comparison.columns.find(({ id }) => id === comparison.baseline);
  return (
    <div class="figures">
      <h1 class="unseen">{t(say('Figures'))}</h1>
      <Part title={t(say('Summary'))}>
        <SummaryTable columns={columns} baseline={baseline} />
      </Part>
      <Part title={t(say('Faults by scenario'))}>
        <HeatMap {...{ columns, scenarios, hrefOf }} />
      </Part>
      <Part title={t(say('Quality against speed and size'))}>
        <QualityCharts columns={columns} />
      </Part>
      <Part title={t(say('Speed by turn'))}>
        <TurnCharts columns={columns} />
      </Part>
      <Part title={t(say('Checks'))}>
        <CheckFigures columns={columns} />
      </Part>
    </div>
  );
}

/** The first turn of a scenario in the grid, without filters, which might hide it. */
function hrefOf(scenario: string, column: string): string {
  const { runs, models, baseline, columns } = view.value;
  return `#${hashOf({ ...EVERYTHING, runs, models, baseline, columns }, { scenario, turn: 1, column })}`;
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="figures-part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
