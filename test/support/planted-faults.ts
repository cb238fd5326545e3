// How many planted faults the checks find, and what they say of the conversations without a fault. Start at `openFaultFinder`.
import type { CheckId } from '../../dist/scenario/check-settings.js';
import type { LoadedScenario } from '../../dist/scenario/loaded.js';
import type { CheckResult } from '../../dist/score/check.js';
import {
  type Conversation,
  FAULT_KINDS,
  type FaultKind,
  STRENGTHS,
  type Strength,
} from '../../dist/score/planted/fault.js';
import { type Planted, type PlantOptions, plant } from '../../dist/score/planted/plant.js';
import { openLanguageOf } from '../../dist/score/reading/language.js';
import { sharedMorphology } from '../../dist/score/reading/morphology.js';
import type { Token } from '../../dist/score/reading/token.js';
import { type ScoredRow, scoreTalk } from '../../dist/score/score-talk.js';
import { talkOf } from '../../dist/score/talk.js';

/** The reference replies of a scenario as conversations: the first ones, and, where some turns have them, the second ones. */
export function goodsOf({ scenario }: LoadedScenario): Conversation[] {
  const first = scenario.turns.map(({ referenceReplies }) => referenceReplies?.[0] ?? '');
  const second = scenario.turns.map(({ referenceReplies }, index) => referenceReplies?.[1] ?? first[index] ?? '');
  const hasSecond = second.some((reply, index) => reply !== first[index]);
  return [{ scenario, replies: first }, ...(hasSecond ? [{ scenario, replies: second }] : [])];
}

export interface Tried extends Pick<PlantOptions, 'kind' | 'strength' | 'half'> {
  scenario: string;
  /** What its checks say of it, beyond what they say of the same turn without the fault. */
  found: 'fail' | 'warn' | 'no';
  planted: Planted;
}

export interface FaultFinder {
  score(conversation: Conversation, ids?: readonly CheckId[]): Promise<ScoredRow[]>;
  tryAll(goods: readonly Conversation[], options: TryOptions): Promise<Tried[]>;
}

interface TryOptions {
  seeds: readonly number[];
  half: PlantOptions['half'];
  kinds?: readonly FaultKind[];
  strengths?: readonly Strength[];
}

export async function openFaultFinder(): Promise<FaultFinder> {
  const languageOf = await openLanguageOf();
  const known = new Map<string, readonly Token[]>();
  const read = async (replies: readonly string[]): Promise<void> => {
    const fresh = [...new Set(replies)].filter((reply) => !known.has(reply));
    const tokens = await sharedMorphology().tokensOf(fresh);
    for (const [index, reply] of fresh.entries()) known.set(reply, tokens[index] ?? []);
  };
  const scored = ({ scenario, replies }: Conversation, ids?: readonly CheckId[]): ScoredRow[] => {
    const turns = replies.map((reply, index) => ({
      turn: index + 1,
      user: scenario.turns[index]?.user ?? '',
      reply,
      outcome: 'ok' as const,
    }));
    const tokens = replies.map((reply) => known.get(reply) ?? []);
    return scoreTalk(
      talkOf({ turns }, { scenario, greeting: scenario.greeting ?? null, specialTokens: [], languageOf, tokens }),
      scenario.checks,
      ids,
    );
  };
  return {
    async score(conversation, ids) {
      await read(conversation.replies);
      return scored(conversation, ids);
    },
    async tryAll(goods, { seeds, half, kinds = FAULT_KINDS, strengths = STRENGTHS }) {
      const planted = goods.flatMap((good) =>
        kinds.flatMap((kind) =>
          strengths.flatMap((strength) =>
            seeds.flatMap((seed) => {
              const made = plant(good, { kind, strength, seed, half });
              return made ? [{ good, kind, strength, half, planted: made }] : [];
            }),
          ),
        ),
      );
      await read([...goods.flatMap(({ replies }) => replies), ...planted.flatMap((each) => each.planted.replies)]);
      const before = new Map(goods.map((good) => [good, ranksOf(scored(good))]));
      return planted.map(({ good, kind, strength, planted: made }): Tried => {
        const { scenario } = good;
        const rows = scored({ scenario, replies: made.replies }, made.checks);
        const found = worstOf(rows, made.changed, before.get(good));
        return { kind, strength, half, scenario: scenario.id, found, planted: made };
      });
    },
  };
}

const RANK: Record<CheckResult, number> = { 'not-applicable': 0, pass: 0, warn: 1, fail: 2 };

const keyOf = ({ check, turn }: ScoredRow): string => `${check} ${turn}`;

function ranksOf(rows: readonly ScoredRow[]): ReadonlyMap<string, number> {
  return new Map(rows.map((row) => [keyOf(row), RANK[row.result]]));
}

/** A row counts if it is about a changed turn or about the whole conversation, and is worse than without the fault. */
function worstOf(
  rows: readonly ScoredRow[],
  changed: readonly number[],
  before?: ReadonlyMap<string, number>,
): Tried['found'] {
  const worse = rows
    .filter(({ turn }) => turn === null || changed.includes(turn))
    .filter((row) => RANK[row.result] > (before?.get(keyOf(row)) ?? 0));
  if (worse.some(({ result }) => result === 'fail')) return 'fail';
  return worse.length > 0 ? 'warn' : 'no';
}
