import type { Scenario } from './schema.ts';

export interface LoadedScenario {
  scenario: Scenario;
  file: string;
  /** The file's text, for the record; without a byte order mark, line ends are LF. */
  text: string;
  /** Digest of what is played: seeds and keys derive from it. See `playedPart`. */
  hash: string;
}
