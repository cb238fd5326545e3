// What a question set is read into, whichever it is. Start at `QuestionForm`.
import type { DraftPersona, DraftTurn } from '../draft.ts';

/** One row of a table. */
export interface Row {
  fields: Readonly<Record<string, unknown>>;
  /** 1-based; in a Parquet file, of the row. */
  line: number;
}

/** One row, read. */
export interface Question {
  /** As the set numbers or names it; null: it does not. */
  id: string | null;
  /** In the set's own words. */
  tags: string[];
  turns: DraftTurn[];
  /** Left out: the set does not say who answers. */
  persona?: Omit<DraftPersona, 'language'>;
}

/** A family of sets with the same fields. */
export interface QuestionForm {
  /** Whether the first row is of this form. */
  isFirst(fields: Row['fields']): boolean;
  /** Whether the user goes on after what the set has them say. */
  isOpen?: true;
  /** What is read; the rest is named as not used. */
  fields: readonly string[];
  /** @throws UserError naming line and field */
  read(row: Row, file: string): Question;
  /** The set that has such questions. */
  nameOf(questions: readonly Question[], first: Row['fields']): string;
}
