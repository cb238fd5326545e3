// What in a model file does not fit its vocabulary. Start at `flawText`.
import { say, type Text } from '../words/text.ts';

export type VocabularyFlaw =
  /** A special token, by the last part of its key in the file. */
  | { type: 'id'; key: string; id: number; tokens: number }
  /** A list that should have a value for each token. */
  | { type: 'list'; key: string; length: number; tokens: number }
  /** Of the weights that tokens go through first. */
  | { type: 'rows'; rows: number; tokens: number };

export function flawText(flaw: VocabularyFlaw): Text {
  switch (flaw.type) {
    case 'id':
      return say(
        '{key} is {id}, but the vocabulary has only {tokens} tokens; llama.cpp takes another one, or none',
        flaw,
      );
    case 'list':
      return say('the vocabulary has {tokens} tokens, but {key} has {length} values', flaw);
    case 'rows':
      return say('the vocabulary has {tokens} tokens, but the weights are for {rows}', flaw);
  }
}
