import type { Text } from '../words/text.ts';
import type { Scenario } from './schema.ts';

export interface LoadedScenario {
  scenario: Scenario;
  file: string;
  /** The file's text, for the record; without a byte order mark, line ends are LF. */
  text: string;
  /** Digest of what is played: seeds and keys derive from it. See `playedPart`. */
  hash: string;
  /** What was added to a card, or left out of it. */
  notes?: readonly Text[];
}
