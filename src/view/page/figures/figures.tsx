// The figures tab: every column in figures, against the baseline and in pictures. It is not there in blind mode, where names and speeds
// would tell. Start at `FiguresTab`.
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { say } from '../../../words/text.ts';
import { shownColumns } from '../shown-columns.ts';
import { useStore } from '../store-context.ts';
import { START, toHash } from '../view-state.ts';
import { useWords } from '../words.ts';
import { CheckFigures } from './check-figures.tsx';
import './figures.css';
import { HeatMap } from './heat-map.tsx';
import { QualityCharts } from './quality-charts.tsx';
import { SummaryTable } from './summary-table.tsx';
import { TurnCharts } from './turn-charts.tsx';

export function FiguresTab() {
  const store = useStore();
  const read = useWords();
  const view = store.view.value;
  const all = store.columns.value;
  // The charts are drawn again only when these change.
  const columns = useMemo(() => shownColumns(all, { ...START, hidden: view.hidden }, ''), [all, view.hidden]);
  const { scenarios } = store.comparison;
  const baseline = all.find(({ id }) => id === store.comparison.baseline);
  /** The grid without filters, which might hide the place. */
  const hrefOf = (scenario: string, column: number): string =>
    toHash({ ...START, baseline: view.baseline, hidden: view.hidden, at: { scenario, turn: 1, column } });
  return (
    <div class="figures">
      {store.isCounting.value && <p role="status">{read(say('counting …'))}</p>}
      <Part title={read(say('Summary'))}>
        <SummaryTable columns={columns} baseline={baseline} />
      </Part>
      <Part title={read(say('Faults by scenario'))}>
        <HeatMap {...{ columns, scenarios, hrefOf }} />
      </Part>
      <Part title={read(say('Quality against speed and size'))}>
        <QualityCharts columns={columns} />
      </Part>
      <Part title={read(say('Speed by turn'))}>
        <TurnCharts columns={columns} />
      </Part>
      <Part title={read(say('Checks'))}>
        <CheckFigures columns={columns} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="figures-part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
