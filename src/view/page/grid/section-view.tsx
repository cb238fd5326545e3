// One scenario: its heading, and a table of what every column said. Drawn when it comes near. Start at `SectionView`.
import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ComparedScenario, Section } from '../../../compare/comparison.ts';
import { say } from '../../../words/text.ts';
import { shownColumns, soleColumn } from '../columns.ts';
import { loadSection, sectionOf } from '../data.ts';
import { isNarrow, isPrinting } from '../media.ts';
import { useNear } from '../near.ts';
import { endOpening, firstRows, isOpening } from '../opening.ts';
import { rowsOf, sampleOf } from '../rows.ts';
import { isWarm } from '../warm.ts';
import { t, told } from '../words.ts';
import { GridTable } from './grid-table.tsx';
import { SectionHead } from './section-head.tsx';

/** @param isFirst what the reader sees first */
export function SectionView({ scenario, isFirst }: { scenario: ComparedScenario; isFirst: boolean }) {
  const { ref, isNear, height } = useNear<HTMLElement>('scenario', isFirst);
  const isDue = isNear.value || isPrinting.value || isWarm(scenario.id).value;
  const sample = useComputed(() => sampleOf(scenario)).value;
  useEffect(() => {
    if (isDue) void loadSection(scenario.id, sample);
  }, [isDue, scenario.id, sample]);
  const loaded = isDue ? sectionOf(scenario.id).value : null;
  return (
    <section
      ref={ref}
      class="scenario"
      data-scenario={scenario.id}
      data-waiting={loaded?.status === 'there' ? undefined : ''}
    >
      {loaded?.status === 'there' ? (
        <Rows scenario={scenario} section={loaded.section} sample={sample} />
      ) : (
        <>
          <SectionHead scenario={scenario} sample={sample} />
          <div
            class="waiting"
            style={{
              blockSize:
                height.current === null ? `${Math.max(1, scenario.turns) * 8}rem` : `${height.current - 120}px`,
            }}
          >
            {loaded?.status === 'failed' ? <p role="alert">{told(loaded.reason)}</p> : t(say('Loading…'))}
          </div>
        </>
      )}
    </section>
  );
}

function Rows({ scenario, section, sample }: { scenario: ComparedScenario; section: Section; sample: number }) {
  const all = rowsOf(scenario).value;
  const rows = isOpening.value && !isPrinting.value ? all.slice(0, firstRows()) : all;
  useEffect(endOpening, []);
  const groups = useComputed(columnGroups).value;
  if (rows.length === 0) return null;
  return (
    <>
      <SectionHead scenario={scenario} sample={sample} />
      {groups.map((columns) => (
        <GridTable key={columns[0]?.index} {...{ scenario, section, rows, columns, sample }} />
      ))}
    </>
  );
}

/** On paper, no more columns stand beside each other than can be read; on a narrow screen, one. */
function columnGroups() {
  const columns = shownColumns.value;
  if (isPrinting.value) {
    const tables = Math.ceil(columns.length / MOST_ON_PAPER);
    return Array.from({ length: tables }, (_, index) =>
      columns.slice(index * MOST_ON_PAPER, (index + 1) * MOST_ON_PAPER),
    );
  }
  if (!isNarrow.value) return [columns];
  return soleColumn.value ? [[soleColumn.value]] : [];
}

const MOST_ON_PAPER = 3;
