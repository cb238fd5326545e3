// All scenarios in one scroll. Start at `Grid`.
import type { Comparison } from '../../../compare/comparison.ts';
import { say } from '../../../words/text.ts';
import { shownColumns, soleColumn, tabColumn } from '../columns.ts';
import { generation } from '../data.ts';
import { isNarrow } from '../media.ts';
import { isWanted, tally } from '../rows.ts';
import { clearFilters } from '../steps.ts';
import { at } from '../view-state.ts';
import { t } from '../words.ts';
import { SectionView } from './section-view.tsx';

export function Grid({ comparison }: { comparison: Comparison }) {
  const { shown, isPartial } = tally.value;
  const isEmpty = shown === 0 && !isPartial;
  return (
    <>
      {isNarrow.value && <ColumnTabs />}
      <main id="scroller" class="scroller" aria-label={t(say('Replies'))}>
        <h1 class="unseen">{t(say('Side by side'))}</h1>
        {comparison.scenarios.filter(isWanted).map((scenario, index) => (
          <SectionView
            key={`${generation.value} ${scenario.id}`}
            scenario={scenario}
            isFirst={index === 0 && at.peek() === null}
          />
        ))}
        {isEmpty && (
          <div class="nothing">
            <p>{t(say('Nothing fits.'))}</p>
            <button type="button" onClick={clearFilters}>
              {t(say('Show everything'))}
            </button>
          </div>
        )}
      </main>
    </>
  );
}

/** On a narrow screen, one column at a time. */
function ColumnTabs() {
  const columns = shownColumns.value;
  if (columns.length < 2) return null;
  const chosen = soleColumn.value;
  return (
    <div class="column-tabs" role="tablist" aria-label={t(say('Columns'))}>
      {columns.map(({ column, name, index }) => (
        <button
          key={index}
          type="button"
          role="tab"
          aria-selected={chosen?.index === index}
          aria-controls="scroller"
          onClick={() => {
            tabColumn.value = column.id;
            if (at.value) at.value = { ...at.value, column: column.id };
          }}
        >
          <bdi>{name}</bdi>
        </button>
      ))}
    </div>
  );
}
