import type { Text } from '../words/text.ts';

export interface ImportedScenario {
  id: string;
  /** Where it comes from. */
  file: string;
  /** A scenario's file. */
  text: string;
  /** 0: they have to be filled in before it can be played. */
  turns: number;
}

export interface ImportedScenarios {
  scenarios: ImportedScenario[];
  notes: Text[];
}
