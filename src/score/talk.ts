// From a recorded conversation and its scenario to what checks see. Start at `talkOf`.
import type { Scenario, Turn } from '../scenario/schema.ts';
import type { TurnRecord } from '../store/records.ts';
import type { Talk, TalkTurn } from './check.ts';
import type { LanguageOf } from './reading/language.ts';
import { sentencesOf } from './reading/sentences.ts';
import type { Token } from './reading/token.ts';

interface TalkSources {
  scenario: Scenario;
  /** What the character said before the first user line; null: nothing. */
  greeting: string | null;
  specialTokens: readonly string[];
  languageOf: LanguageOf;
  /** The words of each reply; left out where no check needs them. */
  tokens?: readonly (readonly Token[])[];
}

export function talkOf(
  { turns }: { turns: readonly Pick<TurnRecord, 'turn' | 'user' | 'reply' | 'outcome'>[] },
  { scenario, greeting, specialTokens, languageOf, tokens }: TalkSources,
): Talk {
  return {
    persona: scenario.persona,
    greeting,
    turns: turns.map(({ turn, user, reply, outcome }, index): TalkTurn => {
      const planned = plannedTurn(scenario, turn, user);
      return {
        ...{ turn, user, reply, outcome },
        probe: planned?.probe ?? null,
        sentences: sentencesOf(reply),
        tokens: tokens?.[index] ?? [],
        checks: planned?.checks ?? {},
      };
    }),
    scenarioTurns: scenario.turns.length,
    turnsWithRequiredWords: scenario.turns.filter(({ checks }) => hasWords(checks?.['words.required'])).length,
    specialTokens,
    languageOf,
  };
}

function hasWords(settings: false | { words?: readonly string[] | undefined } | undefined): boolean {
  return settings ? Boolean(settings.words?.length) : false;
}

/** The turn that a user line is of: an imported chat may have other lines than the scenario, or some of its lines at other turns. */
export function plannedTurn({ turns }: Scenario, turn: number, user: string): Turn | undefined {
  const own = turns[turn - 1];
  return own?.user.trim() === user.trim() ? own : turns.find((each) => each.user.trim() === user.trim());
}
