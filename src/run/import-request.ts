import type { ChatFormat } from '../formats/format-names.ts';
import type { FormatContext } from '../formats/transcript.ts';

export interface ImportRequest {
  /** At least one; their conversations are samples, in this order. */
  files: readonly string[];
  format: ChatFormat;
  /** Id or path: one scenario. */
  scenario: string;
  /** The name that the run gives the model. */
  model: string;
  /** The speakers' names as they stand in the files; null: they are found. */
  roles: FormatContext['roles'];
  /** Whether other versions of a chat's last reply are samples too. */
  swipes: boolean;
  /** What the user says, for logs that have only the replies; null: a question file is looked for beside them. */
  questions: string | null;
  /** Folder for run folders. */
  out: string;
  /** What the user typed, for the record. */
  arguments: readonly string[];
}
