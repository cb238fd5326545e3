// The frame around the details of one reply. Start at `DetailsDialog`.
import { say } from '../../words/text.ts';
import { comparison, sectionOf } from './data.ts';
import { Details } from './details/details.tsx';
import { Frame } from './frame.tsx';
import { sampleOf } from './rows.ts';
import type { Place } from './view-state.ts';
import { t } from './words.ts';

export function DetailsDialog({ place: { scenario, turn, column } }: { place: Place }) {
  const compared = comparison.value;
  const loaded = sectionOf(scenario).value;
  const index = compared?.columns.findIndex(({ id }) => id === column) ?? -1;
  const own = compared?.columns[index];
  const form = compared?.scenarios.find(({ id }) => id === scenario);
  return (
    <Frame heading={t(say('Prompt and settings'))} size="wide">
      {compared && own && form && loaded.status === 'there' && (
        <Details
          {...{ comparison: compared, section: loaded.section, column: own, index, turn, sample: sampleOf(form) }}
        />
      )}
    </Frame>
  );
}
