// Conversations of a test's own through one check, with the real dictionary and the real language detector. Start at `openScorer`.
import type { Outcome } from '../../dist/core/finish-reason.js';
import { type CheckId, ChecksSchema } from '../../dist/scenario/check-settings.js';
import { ScenarioSchema } from '../../dist/scenario/schema.js';
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

export function openScorer(): (check: CheckId, talk: SaidTalk) => Promise<ScoredRow[]> {
  return async (check, { persona = {}, turns, checks = {}, greeting = null, specialTokens = [] }) => {
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
    const tokens = await sharedMorphology().tokensOf(said.map(({ reply }) => reply));
    const stored = said.map(({ user = 'ねえ', reply, outcome = reply === '' ? 'empty' : 'ok' }, index) => ({
      ...{ turn: index + 1, user, reply, outcome },
    }));
    const languageOf = await openLanguageOf();
    const talk = talkOf({ turns: stored }, { scenario, greeting, specialTokens, languageOf, tokens });
    return scoreTalk(talk, ChecksSchema.parse(checks), [check]);
  };
}
