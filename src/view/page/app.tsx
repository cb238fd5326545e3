// The whole page: what is compared, or the list of what could be. Start at `App`.
import { say } from '../../words/text.ts';
import { Bar } from './bar.tsx';
import { isBlind } from './columns.ts';
import { comparison, problem, source } from './data.ts';
import { DetailsDialog } from './details-dialog.tsx';
import { dialog } from './dialogs.ts';
import { Figures } from './figures/figures.tsx';
import { Filters } from './filters.tsx';
import { Grid } from './grid/grid.tsx';
import { Help } from './help.tsx';
import { NoteDialog } from './note-dialog.tsx';
import { News, Notices } from './notices.tsx';
import { closeComparison } from './open.ts';
import { RegressionPage } from './regression/regression-page.tsx';
import { RunsPage } from './runs-page.tsx';
import { SaveDialog } from './save-dialog.tsx';
import { view } from './view-state.ts';
import { t, told } from './words.ts';

export function App() {
  return (
    <div class="page" data-mode={view.value.mode}>
      <Bar />
      <Content />
      <OpenDialog />
      <News />
    </div>
  );
}

function Content() {
  const compared = comparison.value;
  if (problem.value !== null)
    return (
      <main class="message">
        <p role="alert">{t(say('The data of this page cannot be read: {reason}', { reason: told(problem.value) }))}</p>
        {source.value?.runs && (
          <button type="button" class="strong" onClick={closeComparison}>
            {t(say('All runs'))}
          </button>
        )}
      </main>
    );
  if (!compared) {
    if (source.value?.runs && view.value.runs.length === 0) return <RunsPage />;
    return (
      <main class="message">
        <p role="status">{t(say('Loading…'))}</p>
      </main>
    );
  }
  if (view.value.tab === 'figures' && !isBlind.value)
    return (
      <main class="figures-page" tabIndex={-1}>
        <Figures comparison={compared} />
      </main>
    );
  if (view.value.tab === 'regression' && !isBlind.value)
    return (
      <main class="figures-page" tabIndex={-1}>
        <RegressionPage />
      </main>
    );
  return (
    <>
      <Filters />
      <Notices />
      <Grid comparison={compared} />
    </>
  );
}

function OpenDialog() {
  const open = dialog.value;
  if (open === null) return null;
  switch (open.is) {
    case 'help':
      return <Help />;
    case 'save':
      return <SaveDialog />;
    case 'note':
      return <NoteDialog rated={open.rated} name={open.name} />;
    case 'details':
      return isBlind.value ? null : <DetailsDialog place={open.place} />;
  }
}
