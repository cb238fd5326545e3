import { tokensAround } from '../evidence.ts';
import { type Rule, readingOf } from '../material.ts';

/** BOS once, at the beginning, where the vocabulary wants it. */
export const bosRule: Rule = ({ readings, tokenizer }) => {
  const reading = readingOf(readings, 'second') ?? readingOf(readings, 'bareSecond');
  const { bos, prependsBos, ends } = tokenizer.vocabulary;
  if (!reading || bos === null) return [];
  const { tokens, pieces, prompt } = reading;
  const endIds = new Set(ends.map(({ id }) => id));
  // Llama 2 begins every pair of turns with BOS, after the EOS of the one before; where both are one token, only its place tells.
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
        message: `BOS stands a second time at token ${again + 1}`,
        evidence: tokensAround(pieces, again),
        remedy: 'Take it out of the template, or set bos: text in the front matter if the template writes it itself.',
      },
    ];
  }
  if (tokens[0] === bos.id || !prependsBos) return [];
  if (prompt.bos === 'never') {
    return [
      {
        severity: 'note',
        code: 'bos-left-out',
        message: 'the format leaves BOS out on purpose, although llama.cpp would put it in front',
      },
    ];
  }
  return [
    {
      severity: 'error',
      code: 'bos-missing',
      message: 'the prompt does not begin with BOS, which this vocabulary wants there',
      evidence: tokensAround(pieces, 0),
      remedy: 'Write it at the beginning of the template, or set bos: auto in the front matter.',
    },
  ];
};
