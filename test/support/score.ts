// Conversations of a test's own through checks, with the real dictionary and the real language detector. Start at `score`.
import type { Outcome } from '../../dist/core/finish-reason.js';
import { CHECK_IDS, type CheckId } from '../../dist/scenario/check-settings.js';
import { type Scenario, ScenarioSchema } from '../../dist/scenario/schema.js';
import { openLanguageOf } from '../../dist/score/reading/language.js';
import { sharedMorphology } from '../../dist/score/reading/morphology.js';
import { type ScoredRow, scoreTalk } from '../../dist/score/score-talk.js';
import { talkOf } from '../../dist/score/talk.js';

export interface SaidTurn {
  user?: string;
  reply: string;
  outcome?: Outcome;
  probe?: string;
  checks?: object;
}

export interface SaidTalk {
  persona?: object;
  turns: readonly (SaidTurn | string)[];
  /** Settings of the checks. */
  checks?: object;
  greeting?: string;
  specialTokens?: readonly string[];
}

/** What one check says of it. */
export async function score(check: CheckId, talk: SaidTalk): Promise<ScoredRow[]> {
  const { persona = {}, turns, checks = {}, greeting = null, specialTokens = [] } = talk;
  const said = turns.map((turn): SaidTurn => (typeof turn === 'string' ? { reply: turn } : turn));
  const scenario = ScenarioSchema.parse({
    id: 'test',
    title: 'test',
    persona: { name: 'ミナ', user: 'ユーザー', instruction: '友達として話してください。', ...persona },
    ...(greeting !== null && { greeting }),
    checks,
    turns: said.map(({ user = 'ねえ', probe, checks: own }) => ({
      user,
      ...(probe && { probe }),
      ...(own && { checks: own }),
    })),
  });
  const stored = said.map(({ user = 'ねえ', reply, outcome = reply === '' ? 'empty' : 'ok' }, index) => ({
    ...{ turn: index + 1, user, reply, outcome },
  }));
  return scoreTurns(stored, { scenario, greeting, specialTokens }, [check]);
}

interface TurnSources extends Partial<Pick<Parameters<typeof talkOf>[1], 'greeting' | 'specialTokens' | 'tokens'>> {
  scenario: Scenario;
}

/** What checks say of turns as a run records them. */
export async function scoreTurns(
  turns: Parameters<typeof talkOf>[0]['turns'],
  { scenario, greeting = null, specialTokens = [], tokens }: TurnSources,
  ids: readonly CheckId[] = CHECK_IDS,
): Promise<ScoredRow[]> {
  const words = tokens ?? (await sharedMorphology().tokensOf(turns.map(({ reply }) => reply)));
  const languageOf = await openLanguageOf();
  const talk = talkOf({ turns }, { scenario, greeting, specialTokens, languageOf, tokens: words });
  return scoreTalk(talk, scenario.checks, ids);
}

/** The parts of the replies that a result is about, as a viewer underlines them. */
export function underlined({ spans, turn }: ScoredRow, turns: SaidTalk['turns']): string[] {
  return spans.map(({ start, end, turn: of }) => {
    const said = turns[(of ?? turn ?? 1) - 1] ?? '';
    return [...(typeof said === 'string' ? said : said.reply)].slice(start, end).join('');
  });
}
