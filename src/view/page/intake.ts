// Where the page's data is: in the file, or on a server. Start at `takeIn`.
import type { Comparison, Section } from '../../compare/comparison.ts';
import type { Regression } from '../regression.ts';
import { fileSource } from './file-source.ts';
import { taken, takenText } from './given.ts';
import { liveSource } from './live-source.ts';
import type { Source } from './source.ts';

/** @throws Error if there is neither, or the data is damaged */
export function takeIn(): Source {
  const viewer = takenText('viewer');
  if (viewer !== null) return liveSource(viewerOf(JSON.parse(viewer)));
  const comparison = takenText('comparison');
  if (comparison === null) throw new Error('the page has no data');
  // Written by `htmlReport`, which the compiler holds to these types.
  const head = JSON.parse(comparison) as Comparison;
  const sections = new Map(head.scenarios.map(({ id }, index) => [id, taken(`section-${index}`)]));
  const regressions = taken('regressions');
  return fileSource(head, {
    section: async (scenario) => {
      const json = await sections.get(scenario)?.();
      if (json === undefined) throw new Error(`the file has no replies of ${scenario}`);
      return JSON.parse(json) as Section;
    },
    regressions: async () => (regressions === null ? [] : (JSON.parse(await regressions()) as Regression[])),
  });
}

function viewerOf(data: unknown): { ratesAs: string | null } {
  const ratesAs = typeof data === 'object' && data !== null && 'ratesAs' in data ? data.ratesAs : null;
  return { ratesAs: typeof ratesAs === 'string' ? ratesAs : null };
}
