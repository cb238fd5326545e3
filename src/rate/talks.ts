// The conversations of a run, as much of them as a person sees who rates them. Start at `readTalks`.
import type { Outcome } from '../core/finish-reason.ts';
import type { Sampling } from '../core/sampling.ts';
import { greetingOf, type PastRun } from '../store/past-run.ts';
import { readConversations, type StoredConversation } from '../store/read-run.ts';

export interface Talk {
  run: { id: string; directory: string };
  model: string;
  scenario: string;
  /** 1-based. */
  sample: number;
  /** Of a model that the run played with several settings: which of them, and the conversation's key. */
  variant: { settings: Sampling; key: string } | null;
  /** null: its scenario is not readable by this version of the program. */
  persona: Persona | null;
  /** What the character says first; null: nothing. */
  greeting: string | null;
  turns: readonly Said[];
}

interface Persona {
  name: string;
  user: string;
  instruction: string;
}

export interface Said {
  /** 1-based. */
  turn: number;
  user: string;
  reply: string;
  outcome: Outcome;
  /** null: not measured. */
  tokensPerSecond: number | null;
}

export async function readTalks(
  run: PastRun,
  isWanted: (conversation: Pick<StoredConversation, 'model' | 'scenario'>) => boolean,
): Promise<Talk[]> {
  const { manifest, directory, scenarios } = run;
  const personas = new Map(scenarios.map(({ id, scenario }) => [id, scenario?.persona ?? null]));
  const hasVariants = manifest.request.settings.length > 1;
  const talks: Talk[] = [];
  for await (const conversation of readConversations(directory)) {
    const { model, scenario, sample, key, settings, turns } = conversation;
    if (turns.length === 0 || !isWanted(conversation)) continue;
    talks.push({
      run: { id: manifest.runId, directory },
      ...{ model, scenario, sample },
      variant: hasVariants && settings ? { settings, key } : null,
      persona: personas.get(scenario) ?? null,
      greeting: greetingOf(run, conversation),
      turns: turns.map(({ turn, user, reply, outcome, tokensPerSecond }) => {
        return { turn, user, reply, outcome, tokensPerSecond };
      }),
    });
  }
  return talks;
}
