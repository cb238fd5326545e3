// The figures tab: every column in figures, against the baseline and in pictures. It is not there in blind mode, where names and speeds
// would tell. Start at `Figures`.
import type { ComponentChildren } from 'preact';
import type { Comparison } from '../../../compare/comparison.ts';
import { say } from '../../../words/text.ts';
import { shownColumns } from '../columns.ts';
import { hashOf } from '../hash.ts';
import { goToLinked } from '../steps.ts';
import { at, EVERYTHING, type View, view } from '../view-state.ts';
import { t } from '../words.ts';
import { CheckFigures } from './check-figures.tsx';
import './figures.css';
import { HeatMap, type WayToGrid } from './heat-map.tsx';
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
        <HeatMap {...{ columns, scenarios }} way={inGrid} />
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
const inGrid: WayToGrid = {
  hrefOf: (scenario, column) => `#${hashOf(unfiltered(), { scenario, turn: 1, column })}`,
  go(scenario, column) {
    view.value = unfiltered();
    at.value = { scenario, turn: 1, column };
    void goToLinked();
  },
};

function unfiltered(): View {
  const { runs, models, baseline, columns } = view.value;
  return { ...EVERYTHING, runs, models, baseline, columns };
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="figures-part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
