// What the tokenizer needs of a model's vocabulary. Start at `vocabularyOf`.
import type { VocabularyTable } from './llama-cpp/vocabulary.ts';
import type { PieceOf } from './pieces.ts';
import type { SpecialToken, Vocabulary } from './tokenize.ts';

export function vocabularyOf(table: VocabularyTable, pieceOf: PieceOf): Vocabulary {
  const specials: SpecialToken[] = [];
  for (let id = 0; id < table.size; id++) {
    const { isControl, isUserDefined, isUnknown, stripsLeft, stripsRight } = table.kindOf(id);
    if (!isControl && !isUserDefined && !isUnknown) continue;
    const text = Buffer.from(pieceOf(id)).toString();
    if (text !== '') specials.push({ id, text, isUserDefined, stripsLeft, stripsRight });
  }
  specials.sort((a, b) => Buffer.byteLength(b.text) - Buffer.byteLength(a.text));
  return {
    tokenizeText: (text) => table.tokenize(text, false),
    specials,
    bos: table.bos,
    prependsBos: table.addsBos,
  };
}
