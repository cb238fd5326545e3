// llama.cpp's samplers in the order that llama-server has (`common_sampler_init`), for one reply. Start at `openChains`.
import { gbnfOf } from '../../../../core/grammar-settings.ts';
import type { LlamaSampling } from '../../sampling.ts';
import type { LlamaFunctions, Pointer } from './abi.ts';
import { openGrammar } from './grammar.ts';
import type { VocabularyTable } from './vocabulary.ts';

export interface Chain {
  /** Tells penalties and DRY what has been said; `sample` does that by itself. */
  accept(token: number): void;
  /** @param place of a token in the last batch, whose logits were asked for */
  sample(context: Pointer, place: number): number;
  close(): void;
}

export interface Chains {
  /**
   * @param biases token → what is added to its logit; −Infinity: never
   * @throws ModelFailure for a grammar that cannot be used
   */
  open(sampling: LlamaSampling, biases: ReadonlyMap<number, number>, seed: number): Chain;
  close(): void;
}

interface Model {
  table: VocabularyTable;
  /** In tokens: as far as DRY looks back where it shall look back over everything. */
  contextSize: number;
}

/** How many tokens of the vocabulary Mirostat 1 estimates its exponent from; llama-server's number. */
const MIROSTAT_M = 100;

export function openChains(c: LlamaFunctions, model: Model): Chains {
  // Building DRY searches the vocabulary for its breakers: once for each setting.
  const dry = new Map<string, Pointer>();
  const dryFor = (sampling: LlamaSampling): Pointer => {
    const { dryMultiplier, dryBase, dryAllowedLength, dryLastN, drySequenceBreakers } = sampling;
    const settings = [dryMultiplier, dryBase, dryAllowedLength, dryLastN, drySequenceBreakers];
    const name = JSON.stringify(settings);
    const known = dry.get(name) ?? needed(newDry(c, model, sampling));
    dry.set(name, known);
    return needed(c.llama_sampler_clone(known));
  };
  return {
    open(sampling, biases, seed) {
      const gbnf = gbnfOf(sampling);
      const grammar = gbnf === null ? null : openGrammar(c, model.table, gbnf);
      const chain = needed(c.llama_sampler_chain_init({ ...c.llama_sampler_chain_default_params(), no_perf: true }));
      const add = (sampler: Pointer | null): void => c.llama_sampler_chain_add(chain, needed(sampler));
      if (biases.size > 0) add(newBias(c, model, biases));
      if (sampling.mirostat === 0) addInOrder(c, model, { sampling, seed, add, dryFor });
      else addMirostat(c, model, { sampling, seed, add });
      return {
        accept: (token) => c.llama_sampler_accept(chain, token),
        sample: (context, place) =>
          grammar ? grammar.sample(chain, context, place) : c.llama_sampler_sample(chain, context, place),
        close() {
          c.llama_sampler_free(chain);
          grammar?.close();
        },
      };
    },
    close() {
      for (const sampler of dry.values()) c.llama_sampler_free(sampler);
      dry.clear();
    },
  };
}

interface Adding {
  sampling: LlamaSampling;
  seed: number;
  add: (sampler: Pointer | null) => void;
}

function addInOrder(
  c: LlamaFunctions,
  model: Model,
  { sampling, seed, add, dryFor }: Adding & { dryFor: (sampling: LlamaSampling) => Pointer },
): void {
  for (const name of sampling.samplers) {
    switch (name) {
      case 'penalties':
        if (hasPenalties(sampling)) add(newPenalties(c, model, sampling));
        break;
      case 'dry':
        if (sampling.dryMultiplier !== 0) add(dryFor(sampling));
        break;
      case 'top_n_sigma':
        if (sampling.topNSigma > 0) add(c.llama_sampler_init_top_n_sigma(sampling.topNSigma));
        break;
      case 'top_k':
        if (sampling.topK > 0) add(c.llama_sampler_init_top_k(sampling.topK));
        break;
      case 'typ_p':
        if (sampling.typicalP < 1) add(c.llama_sampler_init_typical(sampling.typicalP, 0));
        break;
      case 'top_p':
        if (sampling.topP < 1) add(c.llama_sampler_init_top_p(sampling.topP, 0));
        break;
      case 'min_p':
        if (sampling.minP > 0) add(c.llama_sampler_init_min_p(sampling.minP, 0));
        break;
      case 'xtc':
        if (sampling.xtcProbability > 0)
          add(c.llama_sampler_init_xtc(sampling.xtcProbability, sampling.xtcThreshold, 0, seed));
        break;
      case 'temperature':
        // Temperature 0 leaves one token to what comes after it: the likeliest, which `greedy` finds without sorting.
        if (sampling.temperature <= 0 && sampling.dynatempRange === 0) {
          add(c.llama_sampler_init_greedy());
          return;
        }
        add(c.llama_sampler_init_temp_ext(sampling.temperature, sampling.dynatempRange, sampling.dynatempExponent));
    }
  }
  add(c.llama_sampler_init_dist(seed));
}

/** Mirostat takes the place of all others but the temperature. */
function addMirostat(c: LlamaFunctions, { table }: Model, { sampling, seed, add }: Adding): void {
  const { mirostat, mirostatTau: tau, mirostatEta: eta, temperature } = sampling;
  add(c.llama_sampler_init_temp(temperature));
  add(
    mirostat === 1
      ? c.llama_sampler_init_mirostat(table.size, seed, tau, eta, MIROSTAT_M)
      : c.llama_sampler_init_mirostat_v2(seed, tau, eta),
  );
}

function hasPenalties({ repeatLastN, repeatPenalty, frequencyPenalty, presencePenalty }: LlamaSampling): boolean {
  return repeatLastN > 0 && (repeatPenalty !== 1 || frequencyPenalty !== 0 || presencePenalty !== 0);
}

function newPenalties(c: LlamaFunctions, { table }: Model, sampling: LlamaSampling): Pointer | null {
  const { repeatLastN, repeatPenalty, frequencyPenalty, presencePenalty } = sampling;
  return c.llama_sampler_init_penalties(table.size, repeatLastN, repeatPenalty, frequencyPenalty, presencePenalty);
}

/** llama.cpp takes −1 for "off"; everywhere else it is the whole context. */
function newDry(c: LlamaFunctions, { table, contextSize }: Model, sampling: LlamaSampling): Pointer | null {
  const { dryMultiplier, dryBase, dryAllowedLength, dryLastN, drySequenceBreakers: breakers } = sampling;
  const lastN = dryLastN < 0 ? contextSize : dryLastN;
  return c.llama_sampler_init_dry(
    table.pointer,
    dryMultiplier,
    dryBase,
    dryAllowedLength,
    lastN,
    breakers,
    breakers.length,
  );
}

function newBias(c: LlamaFunctions, { table }: Model, biases: ReadonlyMap<number, number>): Pointer | null {
  const list = [...biases].map(([token, bias]) => ({ token, bias }));
  return c.llama_sampler_init_logit_bias(table.size, list.length, list);
}

function needed(pointer: Pointer | null): Pointer {
  if (pointer === null) throw new Error('llama.cpp has no memory for a sampler');
  return pointer;
}
