// llama.cpp's samplers in the order that llama-server has (`common_sampler_init`), for one reply. Start at `openChains`.
import { gbnfOf } from '../../../../core/asked-grammar.ts';
import type { LlamaSampling } from '../../sampling.ts';
import type { LlamaFunctions, Pointer } from './abi.ts';
import { type Grammar, openGrammar } from './grammar.ts';
import { openSaid, type Said } from './said-samplers.ts';
import type { VocabularyTable } from './vocabulary.ts';

export interface Chain {
  /** What a token is drawn with, from a row that is prepared; it must be told of the token. */
  readonly pointer: Pointer;
  /** Something beside `pointer` has a say: only `draw` draws right. */
  readonly hasGrammar: boolean;
  /** Tells penalties and DRY what has been said. */
  accept(token: number): void;
  /** Changes the row by what has been said. */
  prepare(row: Float32Array): void;
  /**
   * Draws a token from a row that is prepared, in the thread that the context belongs to, and accepts it.
   * @throws ModelFailure if the grammar allows none
   */
  draw(context: Pointer, place: number, row: Float32Array): number;
  /** Gives the row the logits that it had. @param token the one that was drawn from it; null: none was */
  settle(row: Float32Array, token: number | null): void;
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
      const said = openSaid(c);
      let isEmpty = true;
      const add = (sampler: Pointer | null): void => {
        c.llama_sampler_chain_add(chain, needed(sampler));
        isEmpty = false;
      };
      const addSaid = (sampler: Pointer | null, lastN: number): void =>
        // No more than the context can have been said.
        isEmpty ? said.add(needed(sampler), Math.min(lastN, model.contextSize)) : add(sampler);
      const opened = chainOf(c, chain, { said, grammar });
      try {
        if (biases.size > 0) add(newBias(c, model, biases));
        if (sampling.mirostat === 0) addInOrder(c, model, { sampling, seed, add, addSaid, dryFor });
        else addMirostat(c, model, { sampling, seed, add });
        return opened;
      } catch (error) {
        opened.close();
        throw error;
      }
    },
    close() {
      for (const sampler of dry.values()) c.llama_sampler_free(sampler);
      dry.clear();
    },
  };
}

function chainOf(
  c: LlamaFunctions,
  pointer: Pointer,
  { said, grammar }: { said: Said; grammar: Grammar | null },
): Chain {
  return {
    pointer,
    hasGrammar: grammar !== null,
    accept(token) {
      said.accept(token);
      c.llama_sampler_accept(pointer, token);
    },
    prepare: said.applyTo,
    draw: (context, place, row) =>
      grammar ? grammar.draw(pointer, row) : c.llama_sampler_sample(pointer, context, place),
    settle(row, token) {
      said.undo(row);
      if (token !== null) said.accept(token);
    },
    close() {
      said.close();
      grammar?.close();
      c.llama_sampler_free(pointer);
    },
  };
}

interface Adding {
  sampling: LlamaSampling;
  seed: number;
  add: (sampler: Pointer | null) => void;
}

interface InOrder extends Adding {
  /** Of samplers that change only what has been said: as long as they come first, the rest of the vocabulary is of no account. */
  addSaid: (sampler: Pointer | null, lastN: number) => void;
  dryFor: (sampling: LlamaSampling) => Pointer;
}

function addInOrder(c: LlamaFunctions, model: Model, { sampling, seed, add, addSaid, dryFor }: InOrder): void {
  for (const name of sampling.samplers) {
    switch (name) {
      case 'penalties':
        if (hasPenalties(sampling)) addSaid(newPenalties(c, model, sampling), sampling.repeatLastN);
        break;
      case 'dry':
        if (sampling.dryMultiplier !== 0 && sampling.dryLastN !== 0)
          addSaid(dryFor(sampling), dryLastN(sampling, model));
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
function dryLastN({ dryLastN: lastN }: LlamaSampling, { contextSize }: Model): number {
  return lastN < 0 ? contextSize : Math.min(lastN, contextSize);
}

function newDry(c: LlamaFunctions, model: Model, sampling: LlamaSampling): Pointer | null {
  const { table } = model;
  const { dryMultiplier, dryBase, dryAllowedLength, drySequenceBreakers: breakers } = sampling;
  const lastN = dryLastN(sampling, model);
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
