// Several models: each is examined and, if requested, used to rank templates. Start at `consult`.
import pLimit from 'p-limit';
import { templateChooser } from '../backend/llama/choose-template.ts';
import { ModelFailure, reasonText, UserError } from '../core/errors.ts';
import type { Limits } from '../core/limits.ts';
import type { LlamaOptions } from '../core/play-choices.ts';
import type { World } from '../core/world.ts';
import { loadFamilies } from '../registry/families.ts';
import { CORE_SCENARIOS } from '../scenario/core-scenarios.ts';
import { loadScenarios } from '../scenario/load.ts';
import { say } from '../words/text.ts';
import { type Examination, examineModel } from './examine.ts';
import { type Finding, worstFirst } from './finding.ts';
import { isPlaceOf, type RankProgress, type TemplateRanking } from './rank.ts';
import { rankModel } from './rank-model.ts';
import { type ReferenceConversation, referenceConversationOf } from './reference-conversation.ts';
import { namesOf, type Subject } from './subjects.ts';

export interface ConsultRequest {
  subjects: readonly Subject[];
  /** The template to examine; null: what a run would choose. */
  prompt: string | null;
  /** In tokens; null: what a run would take. */
  contextSize: number | null;
  /** Scenarios whose reference replies are used; empty: a few built-in ones. */
  scenarios: readonly string[];
  /** null: no ranking. */
  ranking: RankingOptions | null;
}

export interface RankingOptions {
  maxConversations: number;
  /** Of each conversation. */
  maxTurns: number;
  options: LlamaOptions;
  limits: Limits;
}

/** Progress events. */
export type ConsultProgress =
  | { type: 'examined'; done: number; total: number }
  | ({ type: 'ranking'; name: string } & RankProgress)
  | { type: 'ranked' };

export interface ConsultedModel extends Examination {
  ranking?: TemplateRanking;
}

/** How many are examined in parallel: most of the work is starting a process for each. */
const AT_ONCE = 2;

/**
 * Every mistake of the user is found before the first model is examined. A failure of one model is a finding about it.
 * @returns in the order of the subjects, each with the name that tells it apart from the others
 * @throws UserError; the signal's reason
 */
export async function consult(
  request: ConsultRequest,
  world: World,
  tell: (progress: ConsultProgress) => void = () => {},
): Promise<{ name: string; examination: ConsultedModel }[]> {
  const { subjects, prompt, contextSize, ranking } = request;
  const references = await referencesOf(request, ['anime-fan'], world);
  await loadFamilies(world);
  const [first] = subjects;
  // Finds mistakes in a named template file now.
  if (prompt !== null && first) await templateChooser({ entry: first.entry, prompt, world });
  const conversations = ranking ? await referencesOf(request, [...CORE_SCENARIOS, 'tag:ja'], world) : [];
  const names = namesOf(subjects);

  const limit = pLimit(AT_ONCE);
  let done = 0;
  const examinations = await Promise.all(
    subjects.map((subject) =>
      limit(async () => {
        world.signal.throwIfAborted();
        const examination = await examineModel({ ...subject, prompt, contextSize, references, world });
        tell({ type: 'examined', done: ++done, total: subjects.length });
        return examination;
      }),
    ),
  );
  const consulted: { name: string; examination: ConsultedModel }[] = [];
  // One model at a time: each is loaded with its weights.
  for (const [index, subject] of subjects.entries()) {
    const [name, examination] = [names[index], examinations[index]];
    if (name === undefined || !examination) continue;
    const onProgress = (progress: RankProgress): void => tell({ type: 'ranking', name, ...progress });
    const ranked = ranking
      ? await withRanking(examination, { ...ranking, ...subject, conversations, onProgress }, world)
      : examination;
    if (ranking) tell({ type: 'ranked' });
    consulted.push({ name, examination: ranked });
  }
  return consulted;
}

/** @param fallback used if no scenario was named */
async function referencesOf(
  { scenarios, ranking }: ConsultRequest,
  fallback: readonly string[],
  world: World,
): Promise<ReferenceConversation[]> {
  const loaded = await loadScenarios(scenarios.length > 0 ? scenarios : fallback, world);
  const references = loaded.flatMap(({ scenario }) => referenceConversationOf(scenario) ?? []);
  if (references.length > 0 || (ranking === null && scenarios.length === 0)) return references;
  throw new UserError(
    say('there is no reference reply in {scenarios}', {
      scenarios: loaded.map(({ scenario }) => scenario.id).join(', '),
    }),
    {
      remedy: say(
        'Add "referenceReplies:" to user turns, or use another scenario. To see which have some: hitogara scenarios list',
      ),
    },
  );
}

interface RankSubject extends RankingOptions, Subject {
  conversations: readonly ReferenceConversation[];
  onProgress: (progress: RankProgress) => void;
}

async function withRanking(examination: Examination, request: RankSubject, world: World): Promise<ConsultedModel> {
  const { template, findings } = examination;
  // A file that does not load has been reported already.
  if (findings.some(({ code }) => code.startsWith('load-'))) return examination;
  try {
    const ranking = await rankModel({ ...request, examined: template, world });
    return { ...examination, ranking, findings: worstFirst([...findings, ...disagreement(ranking, examination)]) };
  } catch (error) {
    if (world.signal.aborted || !(error instanceof ModelFailure || error instanceof UserError)) throw error;
    return { ...examination, findings: worstFirst([...findings, failedRanking(error)]) };
  }
}

function failedRanking(error: ModelFailure | UserError): Finding {
  const remedy = error instanceof UserError ? error.remedy : null;
  return {
    severity: 'error',
    code: 'rank-failed',
    message: say('the ranking failed: {reason}', {
      reason: error instanceof UserError ? error.problem : reasonText(error),
    }),
    ...(remedy !== null && { remedy }),
  };
}

/** A finding if the template that would be used fits worse than the best one. */
function disagreement({ places, verdict }: TemplateRanking, { template }: Examination): Finding[] {
  if (!template || verdict.type === 'none') return [];
  const place = places.find((each) => isPlaceOf(each, template.id));
  const isNear =
    place && (place.difference === null || (verdict.type === 'tied' && verdict.with.includes(place.template)));
  if (!place || isNear) return [];
  const behind = (-(place.difference?.mean ?? 0)).toFixed(2);
  return [
    {
      severity: 'warning',
      code: 'rank-differs',
      message: say(
        'the reference replies are more likely with {better} than with {template}, by {behind} in log p per token',
        {
          better: verdict.template,
          template: template.id,
          behind,
        },
      ),
      remedy: say('Try --prompt {template}.', { template: verdict.template }),
    },
  ];
}
