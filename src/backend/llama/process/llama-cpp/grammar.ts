// A grammar beside a chain of samplers, as llama-server has it (`common_sampler_sample`). It costs most where it looks at every token: so it is
// asked about the one that the chain has chosen, and only where it refuses that one, the chain chooses again among those that it allows.
// Start at `openGrammar`.
import { ModelFailure } from '../../../../core/errors.ts';
import { readGbnf } from '../../../../grammar/gbnf.ts';
import { GrammarProblem, tryRead } from '../../../../grammar/problem.ts';
import { say, type Text } from '../../../../words/text.ts';
import type { LlamaFunctions, Pointer } from './abi.ts';
import { openCandidates } from './candidates.ts';
import type { VocabularyTable } from './vocabulary.ts';

export interface Grammar {
  /**
   * Chooses a token, of which the chain knows then too. Where logits are not numbers, it is one of those.
   * @throws ModelFailure if the grammar allows no token at all
   */
  draw(chain: Pointer, row: Float32Array): number;
  close(): void;
}

/** @throws ModelFailure (fatal) for a text that is no grammar, or names tokens that this vocabulary does not have */
export function openGrammar(
  c: LlamaFunctions,
  table: Pick<VocabularyTable, 'pointer' | 'size' | 'tokenize'>,
  text: string,
): Grammar {
  requireReadable(table, text);
  const sampler = c.llama_sampler_init_grammar(table.pointer, text, 'root');
  if (sampler === null) throw unusable(say('llama.cpp cannot read it'));
  const candidates = openCandidates(c, table.size);
  const one = openCandidates(c, 1);
  const allows = (token: number): boolean => {
    one.only(token);
    one.apply(sampler);
    return one.logitAt(0) !== Number.NEGATIVE_INFINITY;
  };
  const chosenBy = (chain: Pointer): number => {
    const token = candidates.apply(chain);
    if (token === null) throw new Error('the samplers have chosen no token');
    return token;
  };
  return {
    draw(chain, row) {
      candidates.fill(row);
      let token = chosenBy(chain);
      if (!allows(token)) {
        candidates.fill(row);
        candidates.apply(sampler);
        token = chosenBy(chain);
        // A token that does not fit would end the process.
        if (!allows(token)) return noNumber(row) ?? failAtDeadEnd();
      }
      c.llama_sampler_accept(sampler, token);
      c.llama_sampler_accept(chain, token);
      return token;
    },
    close() {
      c.llama_sampler_free(sampler);
      candidates.close();
      one.close();
    },
  };
}

/** llama.cpp would say nothing but that it cannot. */
function requireReadable(table: Pick<VocabularyTable, 'tokenize'>, text: string): void {
  const read = tryRead(() => readGbnf(text));
  if (read instanceof GrammarProblem) throw unusable(read.text);
  for (const token of read.tokens) {
    const n = table.tokenize(`<${token}>`, true).length;
    if (n !== 1) throw unusable(say('{text} is {n} tokens in this vocabulary, not one', { text: `<${token}>`, n }));
  }
}

function unusable(problem: Text): ModelFailure {
  return new ModelFailure('generation-failed', say('grammar: {problem}', { problem }), { isFatal: true });
}

function noNumber(row: Float32Array): number | null {
  const token = row.findIndex((logit) => Number.isNaN(logit));
  return token < 0 ? null : token;
}

function failAtDeadEnd(): never {
  throw new ModelFailure(
    'generation-failed',
    say('the grammar allows none of the tokens that the other settings leave'),
  );
}
