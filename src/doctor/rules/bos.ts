import { say } from '../../words/text.ts';
import { tokensAround } from '../evidence.ts';
import { type Rule, readingOf } from '../material.ts';

/** BOS appears once, at the start, if the vocabulary wants it. */
export const bosRule: Rule = ({ readings, tokenizer }) => {
  const reading = readingOf(readings, 'second') ?? readingOf(readings, 'bareSecond');
  const { bos, prependsBos, ends } = tokenizer.vocabulary;
  if (!reading || bos === null) return [];
  const { tokens, pieces, prompt } = reading;
  const endIds = new Set(ends.map(({ id }) => id));
  // Llama 2 starts every pair of turns with BOS, after the EOS of the previous one; if both are the same token, only the position tells.
  const isDoubled = (token: number, at: number): boolean =>
    at > 0 &&
    token === bos.id &&
    (endIds.has(bos.id) ? at === 1 && tokens[0] === bos.id : !endIds.has(tokens[at - 1] ?? -1));
  const again = tokens.findIndex(isDoubled);
  if (again > 0) {
    return [
      {
        severity: 'error',
        code: 'bos-doubled',
        message: say('BOS appears a second time, at token {token}', { token: again + 1 }),
        evidence: tokensAround(pieces, again),
        remedy: say(
          'Remove it from the template, or set bos: text in the front matter if the template is meant to write it.',
        ),
      },
    ];
  }
  if (tokens[0] === bos.id || !prependsBos) return [];
  if (prompt.bos === 'never') {
    return [
      {
        severity: 'note',
        code: 'bos-left-out',
        message: say('the format omits BOS on purpose, although llama.cpp would add it'),
      },
    ];
  }
  return [
    {
      severity: 'error',
      code: 'bos-missing',
      message: say('the prompt does not start with BOS, which this vocabulary requires'),
      evidence: tokensAround(pieces, 0),
      remedy: say('Write it at the start of the template, or set bos: auto in the front matter.'),
    },
  ];
};
