// Which prompt template a model was made for: the one with which it finds reference replies most probable. Knows nothing of files,
// command lines or terminals. Start at `rankTemplates`.
import type { LogLikelihoodModel } from '../backend/backend.ts';
import { ModelFailure, reasonOf, UserError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import type { PromptTemplate } from '../prompt/prompt.ts';
import { type Estimate, tInterval } from '../stats/interval.ts';
import { mean } from '../stats/summary.ts';
import { say } from '../words/text.ts';
import { type Asked, askedAll, withParts } from './asked.ts';
import type { ReferenceConversation } from './reference-conversation.ts';

/** What ranking needs of a model. */
export type RankedModel = Pick<LogLikelihoodModel, 'tokenize' | 'logLikelihood'> & {
  tokenizer: { vocabulary: Pick<LogLikelihoodModel['tokenizer']['vocabulary'], 'ends'> };
};

export interface RankRequest {
  /** Candidates; those with the same prompts share a place, named after the first. */
  templates: readonly PromptTemplate[];
  conversations: readonly ReferenceConversation[];
  /** How many of the conversations are used, from the first; default 12. Fewer can rarely tell forty templates apart. */
  maxConversations?: number;
  /** How many turns of each; default 3. */
  maxTurns?: number;
  /** When to drop templates that have no chance; null: never. Default `RACE`. */
  race?: Race | null;
  onProgress?: (progress: RankProgress) => void;
  signal: AbortSignal;
}

/** A template is dropped if it is worse than the best by this many standard errors, and by more than the verdict needs. */
export interface Race {
  afterConversations: number;
  standardErrors: number;
}

export interface RankProgress {
  /** Conversations, counted once per template. Dropped templates reduce the total. */
  done: number;
  total: number;
  /** The best over the conversations that all templates have finished; null before the first. */
  leader: string | null;
}

export interface TemplateRanking {
  /** Ids of those that were used, in order. */
  conversations: string[];
  /** At most this many of each. */
  turns: number;
  confidence: number;
  /** Best first. */
  places: RankedPlace[];
  /** Templates that could not be used on every conversation, with the reason. */
  unusable: { template: string; reason: string }[];
  verdict: RankVerdict;
  /** Tokens of prompts and replies: evaluated, and reused from the KV cache. */
  evaluatedTokens: number;
  reusedTokens: number;
}

export interface RankedPlace {
  template: string;
  /** Templates that give this model exactly the same tokens in all these conversations. */
  sameAs: string[];
  /** Over conversations, in nats; see `rankTemplates`. Over fewer for a template that was dropped. */
  logProbabilityPerToken: Estimate;
  /** This template's minus the first's, over the conversations that both have; the intervals hold jointly. null: the first. */
  difference: Estimate | null;
  /** Dropped after this many conversations; null: it was not. */
  droppedAfter: number | null;
}

export type RankVerdict =
  /** Better than every other place. */
  | { type: 'clear'; template: string }
  /** First, but not distinguishable from these places. */
  | { type: 'tied'; template: string; with: string[] }
  /** No template could be ranked. */
  | { type: 'none' };

/** Whether a template has this place, alone or shared. */
export function isPlaceOf({ template, sameAs }: RankedPlace, id: string): boolean {
  return template === id || sameAs.includes(id);
}

const CONFIDENCE = 0.95;
const RACE: Race = { afterConversations: 4, standardErrors: 6 };

/** Templates with the same prompts. */
interface Candidate {
  templates: [string, ...string[]];
  /** By conversation and turn. */
  asked: Asked[][];
  /** By conversation, as far as evaluated. */
  values: number[];
  droppedAfter: number | null;
  failure: string | null;
}

/**
 * Tries every template on every conversation. A conversation's value is Σ ln p(reply and its end | prompt) over its turns' reference
 * replies, divided by the number of tokens that these replies have on their own, which is the same for every template. Dividing by the
 * tokens as they come out after each prompt would favour templates that split a reply into more pieces, because later pieces are easy to
 * guess.
 *
 * The unit of every interval is the conversation. Each place is compared with the first, with the error probability divided by the number
 * of comparisons; choosing the first by looking at the data does not invalidate this (multiple comparisons with the best, J. C. Hsu,
 * Annals of Statistics 9, 1981). If templates may be dropped early, half of the error probability is reserved for those interim looks.
 *
 * @throws the signal's reason; ModelFailure for failures of the model; UserError if there is nothing to rank by
 */
export async function rankTemplates(model: RankedModel, request: RankRequest): Promise<TemplateRanking> {
  const { maxConversations = 12, maxTurns = 3, race = RACE, signal } = request;
  const conversations = request.conversations
    .filter(({ turns }) => turns.some(({ reply }) => reply.trim() !== ''))
    .slice(0, maxConversations)
    .map((conversation) => ({ ...conversation, turns: conversation.turns.slice(0, maxTurns) }));
  if (conversations.length === 0)
    throw new UserError(say('ranking templates needs at least one conversation with reference replies'));
  const { candidates, unusable } = await candidatesOf(model, request.templates, conversations, signal);
  const tokens = { evaluatedTokens: 0, reusedTokens: 0 };
  let done = 0;
  const progress = (leader: Candidate | undefined): void => {
    const left = candidates
      .filter(isRunning)
      .reduce((sum, { values }) => sum + conversations.length - values.length, 0);
    request.onProgress?.({ done, total: done + left, leader: leader?.templates[0] ?? null });
  };
  let leader: Candidate | undefined;
  progress(leader);
  for (const [index, conversation] of conversations.entries()) {
    const replyTokens = await countReplyTokens(model, conversation);
    for (const candidate of candidates.filter(isRunning)) {
      const total = await conversationLogLikelihood(model, conversation, candidate.asked[index] ?? [], tokens, signal);
      if (typeof total === 'string') candidate.failure = total;
      else candidate.values.push(total / replyTokens);
      done++;
      progress(leader);
    }
    leader = candidates.filter(isRunning).sort(byMean)[0];
    if (race && leader) giveUp(candidates, leader, index + 1, conversations.length, race);
    progress(leader);
  }
  for (const { templates, failure } of candidates) {
    if (failure !== null) unusable.push(...templates.map((template) => ({ template, reason: failure })));
  }
  const ranked = candidates.filter(({ failure }) => failure === null);
  const places = placesOf(ranked, race === null ? 1 : 2);
  return {
    conversations: conversations.map(({ id }) => id),
    turns: maxTurns,
    confidence: CONFIDENCE,
    places,
    unusable,
    verdict: verdictOf(places),
    ...tokens,
  };
}

function isRunning({ failure, droppedAfter }: Candidate): boolean {
  return failure === null && droppedAfter === null;
}

function byMean(a: Candidate, b: Candidate): number {
  return mean(b.values) - mean(a.values);
}

async function candidatesOf(
  model: RankedModel,
  templates: readonly PromptTemplate[],
  conversations: readonly ReferenceConversation[],
  signal: AbortSignal,
): Promise<{ candidates: Candidate[]; unusable: TemplateRanking['unusable'] }> {
  const candidates = new Map<string, Candidate>();
  const unusable: TemplateRanking['unusable'] = [];
  for (const template of templates) {
    signal.throwIfAborted();
    const asked = await askedAll(template, conversations, model.tokenizer.vocabulary.ends);
    if (typeof asked === 'string') {
      unusable.push({ template: template.id, reason: asked });
      continue;
    }
    const ids: unknown[] = [];
    for (const { prompt, spoken } of asked.flat()) ids.push(await model.tokenize(withParts(prompt, spoken)));
    const key = sha256(JSON.stringify(ids));
    const same = candidates.get(key);
    if (same) same.templates.push(template.id);
    else candidates.set(key, { templates: [template.id], asked, values: [], droppedAfter: null, failure: null });
  }
  return { candidates: [...candidates.values()], unusable };
}

async function countReplyTokens(
  model: Pick<LogLikelihoodModel, 'tokenize'>,
  { turns }: ReferenceConversation,
): Promise<number> {
  let count = 0;
  for (const { reply } of turns) {
    const alone = {
      kind: 'text',
      parts: [{ source: 'data', text: reply }],
      bos: 'never',
      stop: [],
      markers: [],
    } as const;
    count += (await model.tokenize({ ...alone, parts: [...alone.parts], stop: [] })).length;
  }
  return count;
}

/** The log-probability of all its replies; or why they do not fit. */
async function conversationLogLikelihood(
  model: Pick<LogLikelihoodModel, 'logLikelihood'>,
  { id }: ReferenceConversation,
  asked: readonly Asked[],
  tokens: { evaluatedTokens: number; reusedTokens: number },
  signal: AbortSignal,
): Promise<number | string> {
  let total = 0;
  for (const [index, { prompt, spoken }] of asked.entries()) {
    signal.throwIfAborted();
    try {
      const found = await model.logLikelihood(prompt, spoken, signal);
      total += found.logLikelihood;
      tokens.reusedTokens += found.reusedTokens;
      tokens.evaluatedTokens += found.evaluatedTokens;
    } catch (error) {
      if (!(error instanceof ModelFailure) || error.code !== 'context-overflow') throw error;
      return `${reasonOf(error)} (${id}, turn ${index + 1})`;
    }
  }
  return total;
}

/** Marks those so far behind that the remaining conversations are not worth their time. */
function giveUp(candidates: readonly Candidate[], leader: Candidate, played: number, all: number, race: Race): void {
  if (played < race.afterConversations || played >= all) return;
  const looks = all - race.afterConversations;
  const comparisons = 2 * looks * Math.max(1, candidates.length - 1);
  for (const candidate of candidates.filter(isRunning)) {
    if (candidate === leader) continue;
    const { mean: difference, standardError, high } = differenceOf(candidate, leader, comparisons);
    const isHopeless = high !== null && high < 0 && difference < -race.standardErrors * (standardError ?? 0);
    if (isHopeless) candidate.droppedAfter = played;
  }
}

/** Over the conversations that both have. */
function differenceOf(candidate: Candidate, other: Candidate, comparisons: number): Estimate {
  const pairs = candidate.values.slice(0, other.values.length);
  return tInterval(
    pairs.map((value, index) => value - (other.values[index] ?? 0)),
    CONFIDENCE,
    comparisons,
  );
}

/** @param share the error probability of these comparisons is divided by this */
function placesOf(candidates: readonly Candidate[], share: number): RankedPlace[] {
  const [first] = candidates.filter(isRunning).sort(byMean);
  if (!first) return [];
  const comparisons = share * Math.max(1, candidates.length - 1);
  return candidates
    .map((candidate) => ({ candidate, difference: differenceOf(candidate, first, comparisons) }))
    .sort((a, b) => b.difference.mean - a.difference.mean)
    .map(({ candidate, difference }) => {
      const [template, ...sameAs] = candidate.templates;
      return {
        template,
        sameAs,
        logProbabilityPerToken: tInterval(candidate.values, CONFIDENCE),
        difference: candidate === first ? null : difference,
        droppedAfter: candidate.droppedAfter,
      };
    });
}

function verdictOf(places: readonly RankedPlace[]): RankVerdict {
  const [first, ...others] = places;
  if (!first) return { type: 'none' };
  const near = others.filter(({ difference }) => difference?.high == null || difference.high >= 0);
  if (near.length === 0) return { type: 'clear', template: first.template };
  return { type: 'tied', template: first.template, with: near.map(({ template }) => template) };
}
