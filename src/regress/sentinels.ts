// Signs of a broken model, counted in whatever both models said. Start at `sentinelTally`.
import type { CheckId } from '../scenario/check-settings.ts';
import type { ScoredConversation } from '../score/score-run.ts';
import type { ScoredRow } from '../score/score-talk.ts';
import { fisherExact } from '../stats/fisher.ts';
import { SENTINEL_IDS, type Sentinel } from './report.ts';

type SentinelId = Sentinel['sentinel'];
type Side = 'reference' | 'candidate';
type StoredTurn = ScoredConversation['conversation']['turns'][number];

export interface SentinelTally {
  add(side: Side, scored: ScoredConversation): void;
  table(): Sentinel[];
}

/** So many more replies than the reference, and so rarely by chance. */
const LEAST_MORE = 3;
const SIGNIFICANT = 0.01;

export function sentinelTally(): SentinelTally {
  const counts = Object.fromEntries(SENTINEL_IDS.map((id) => [id, newCount()]));
  return {
    add(side, scored) {
      for (const { sentinel, isEvent, place } of signsOf(scored)) {
        const count = counts[sentinel];
        if (!count) continue;
        count[side].n++;
        if (!isEvent) continue;
        count[side].events++;
        if (side === 'candidate') count.example ??= place;
      }
    },
    table: () => SENTINEL_IDS.map((sentinel) => judged(sentinel, counts[sentinel] ?? newCount())),
  };
}

type Count = Pick<Sentinel, 'reference' | 'candidate' | 'example'>;

function newCount(): Count {
  return { reference: { n: 0, events: 0 }, candidate: { n: 0, events: 0 }, example: null };
}

function judged(sentinel: SentinelId, { reference, candidate, example }: Count): Sentinel {
  const found = { sentinel, reference, candidate, example };
  if (sentinel === 'nan-logits') return { ...found, pValue: null, isBroken: candidate.events > 0 };
  if (reference.n === 0 || candidate.n === 0) return { ...found, pValue: null, isBroken: false };
  const [own, other] = [candidate, reference].map(({ n, events }) => ({ trials: n, events }));
  const pValue = own && other ? fisherExact(own, other, 'greater') : null;
  const isMore = candidate.events - reference.events >= LEAST_MORE;
  return { ...found, pValue, isBroken: isMore && pValue !== null && pValue < SIGNIFICANT };
}

interface Sign {
  sentinel: SentinelId;
  isEvent: boolean;
  place: NonNullable<Sentinel['example']>;
}

/** One for each sentinel and each reply that it could be seen in. */
function signsOf(scored: ScoredConversation): Sign[] {
  const { scenario, sample, turns } = scored.conversation;
  const said = turns.filter(({ outcome }) => outcome !== 'failed' && outcome !== 'refused');
  const japanese = scored.scenario?.persona.language === 'ja';
  const place = ({ turn, reply }: Pick<StoredTurn, 'turn' | 'reply'>) => ({ scenario, sample, turn, reply });
  return [
    ...attempts(scored).map(({ turn, reply, isNan }): Sign => {
      return { sentinel: 'nan-logits', isEvent: isNan, place: place({ turn, reply }) };
    }),
    ...said.flatMap((turn): Sign[] => {
      const rows = scored.rows.filter((row) => row.turn === turn.turn && !row.isError);
      const sign = (sentinel: SentinelId, isEvent: boolean | null): Sign[] =>
        isEvent === null ? [] : [{ sentinel, isEvent, place: place(turn) }];
      const unknown = failedIn(rows, ['characters.unknown']) ?? false;
      return [
        ...sign('empty', failedIn(rows, ['empty'])),
        ...sign('leaked-tokens', failedIn(rows, ['leak.template', 'leak.role-marker'])),
        ...sign('loop', failedIn(rows, ['loop'])),
        ...sign('never-stops', turn.outcome === 'truncated'),
        ...sign('script-collapse', japanese ? hasNoKana(turn.reply) : null),
        ...sign('unknown-characters', unknown || turn.reply.includes('\uFFFD')),
      ];
    }),
  ];
}

/** Every reply that was begun: those that were said, and the one that failed. */
function attempts({ conversation }: ScoredConversation): { turn: number; reply: string; isNan: boolean }[] {
  const { turns, status, reason = '', cutOff } = conversation;
  const all = turns.map(({ turn, reply }) => ({ turn, reply, isNan: false }));
  if (status !== 'failed' || !reason.startsWith('nan-logits')) return all;
  const last = turns.at(-1);
  // A reply that broke off while it was being written has a record; one whose prompt could not be computed has none.
  if (last?.outcome === 'failed') return [...all.slice(0, -1), { turn: last.turn, reply: last.reply, isNan: true }];
  return [...all, { turn: turns.length + 1, reply: cutOff?.partialReply ?? '', isNan: true }];
}

/** null: none of the checks is on. A check that could not judge (the reply is not whole) has not seen it. */
function failedIn(rows: readonly ScoredRow[], checks: readonly CheckId[]): boolean | null {
  const own = rows.filter(({ check }) => checks.includes(check));
  return own.length === 0 ? null : own.some(({ result }) => result === 'fail');
}

/** Shorter replies may do without. */
const LETTERS_WITHOUT_KANA = 20;

function hasNoKana(reply: string): boolean {
  const letters = reply.match(/\p{L}/gu)?.length ?? 0;
  return letters > LETTERS_WITHOUT_KANA && !/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(reply);
}
