// What an export format is: a table row, and a writer that gets a run's conversations one by one and returns pieces of files. Pure: it opens
// nothing. Start at `OutFormat`.

import type { Text } from '../../words/text.ts';
import type { ExportedConversation, ExportedRates, ExportedRun } from './exported-run.ts';
import type { Loss } from './losses.ts';

export interface OutFormat {
  /** Several files, in a folder. */
  isFolder: boolean;
  /** What it has no place for. */
  losses: readonly Loss[];
  /** It says nothing of a run that was not scored. */
  needsScores?: boolean;
  open(run: ExportedRun): FormatWriter;
}

export interface FormatWriter {
  /** Told of every conversation before `begin`; left out: the run need not be read twice. */
  survey?(conversation: ExportedConversation): void;
  begin?(rates: readonly ExportedRates[] | null): ExportedPiece[];
  conversation(conversation: ExportedConversation): ExportedPiece[];
  /** @param rates null: the run was not scored */
  end(rates: readonly ExportedRates[] | null): ExportedPiece[];
  /** How much could not go out, or its names, where only the format can tell; 0 or empty: nothing. */
  lost?(): Partial<Record<Loss, number | string>>;
  /** What else a reader should know, once all of it is written. */
  notes?(): Text[];
}

/** What is appended to a file. */
export interface ExportedPiece {
  /** Its path in the folder, with `/`; empty if the format has one file. */
  file: string;
  data: string | Uint8Array;
}
