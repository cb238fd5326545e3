// A grammar beside a chain of samplers, as llama-server has it (`common_sampler_sample`). It costs most where it looks at every token: so it is
// asked about the one that the chain has chosen, and only where it refuses that one, the chain chooses again among those that it allows.
// Start at `openGrammar`.
import { ModelFailure } from '../../../../core/errors.ts';
import { readGbnf } from '../../../../grammar/gbnf.ts';
import { GrammarProblem, tryRead } from '../../../../grammar/problem.ts';
import { say, type Text } from '../../../../words/text.ts';
import type { LlamaFunctions, LlamaTokenDataArray, Pointer } from './abi.ts';
import { allocate, memoryAt } from './library.ts';
import type { VocabularyTable } from './vocabulary.ts';

export interface Grammar {
  /**
   * Chooses a token, of which the chain knows then too. Where logits are not numbers, it is one of those.
   * @throws ModelFailure if the grammar allows no token at all
   */
  sample(chain: Pointer, context: Pointer, place: number): number;
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
  const candidates = openCandidates(table.size);
  const one = openCandidates(1);
  const allows = (token: number): boolean => {
    const list = one.only(token);
    c.llama_sampler_apply(sampler, list);
    return one.logitAt(0) !== Number.NEGATIVE_INFINITY;
  };
  const chosenBy = (chain: Pointer, list: LlamaTokenDataArray): number => {
    c.llama_sampler_apply(chain, list);
    return candidates.chosen(list);
  };
  return {
    sample(chain, context, place) {
      const logits = c.llama_get_logits_ith(context, place);
      if (logits === null) throw new Error(`there are no logits at ${place}`);
      let token = chosenBy(chain, candidates.from(logits));
      if (!allows(token)) {
        const list = candidates.from(logits);
        c.llama_sampler_apply(sampler, list);
        token = chosenBy(chain, list);
        // A token that does not fit would end the process.
        if (!allows(token)) return noNumber(rowAt(logits, table.size)) ?? failAtDeadEnd();
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

/** Tokens with their logits, in memory that samplers sort and cut. */
function openCandidates(size: number) {
  const memory = allocate(size * DATA_BYTES);
  const ids = new Int32Array(memory.buffer);
  const values = new Float32Array(memory.buffer);
  const whole = (): LlamaTokenDataArray => ({ data: memory.pointer, size, selected: -1, sorted: false });
  const put = (index: number, token: number, logit: number): void => {
    const at = index * DATA_WORDS;
    ids[at] = token;
    values[at + 1] = logit;
    values[at + 2] = 0;
  };
  return {
    from(logits: Pointer): LlamaTokenDataArray {
      const row = rowAt(logits, size);
      for (let token = 0; token < size; token++) put(token, token, row[token] ?? Number.NaN);
      return whole();
    },
    only(token: number): LlamaTokenDataArray {
      put(0, token, 1);
      return whole();
    },
    logitAt: (index: number): number => values[index * DATA_WORDS + 1] ?? Number.NaN,
    chosen({ data, selected }: LlamaTokenDataArray): number {
      // XTC leaves out tokens by letting the list begin later.
      const begin = Number((data ?? 0n) - memory.pointer) / DATA_BYTES;
      const token = Number(selected) < 0 ? undefined : ids[(begin + Number(selected)) * DATA_WORDS];
      if (token === undefined) throw new Error('the samplers have chosen no token');
      return token;
    },
    close: memory.free,
  };
}

/** `llama_token_data`: id, logit, p, each of four bytes; a test compares that with the header. */
const DATA_WORDS = 3;
const DATA_BYTES = DATA_WORDS * 4;

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

function rowAt(logits: Pointer, size: number): Float32Array {
  return new Float32Array(memoryAt(logits, size * Float32Array.BYTES_PER_ELEMENT));
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
