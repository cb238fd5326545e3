import type { Text } from '../words/text.ts';

/** Why a grammar or a JSON schema cannot be used; the whole sentence, with its place. */
export class GrammarProblem extends Error {
  override readonly name = 'GrammarProblem';
  /** The message in every language. */
  readonly text: Text;
  /** In a JSON schema: the way to what is meant. Empty for a grammar. */
  readonly path: readonly (string | number)[];

  constructor(text: Text, path: readonly (string | number)[] = []) {
    super(String(text));
    this.text = text;
    this.path = path;
  }
}

/** What was read, or why it could not be. */
export function tryRead<Read>(read: () => Read): Read | GrammarProblem {
  try {
    return read();
  } catch (error) {
    if (error instanceof GrammarProblem) return error;
    throw error;
  }
}
