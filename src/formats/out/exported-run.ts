// A run as it goes out: plain data, one conversation at a time. Knows nothing of journals, files or formats. Start at `ExportedRun`.
import type { FinishReason, Outcome } from '../../core/finish-reason.ts';
import type { BackendDescription } from '../../core/model-description.ts';
import type { Sampling } from '../../core/sampling.ts';
import type { ScenarioForCard } from '../cards/card-of-scenario.ts';

export interface ExportedRun {
  id: string;
  /** ISO 8601, as the others. */
  startedAt: string;
  /** null: it is being played, or was cut off. */
  endedAt: string | null;
  exportedAt: string;
  status: 'done' | 'failed' | 'interrupted' | 'stopped' | 'running' | 'cut-off';
  /** Of the program that played it. */
  version: string;
  /** null: not known, of an imported run; the same for the seed. */
  mode: string | null;
  seed: number | null;
  /** Of each scenario, model and settings. */
  samples: number;
  /** Of the command line, one for each combination of listed values. */
  settings: readonly Sampling[];
  /** It was made from a chat log: what the models were told is not known. */
  isImported: boolean;
  models: readonly ExportedModel[];
  scenarios: readonly ExportedScenario[];
}

interface ExportedModel {
  id: string;
  template?: { id: string; hash: string } | undefined;
  /** Left out: it was never loaded. */
  description?: BackendDescription | undefined;
}

/** What formats have a place for. */
interface SaidScenario extends ScenarioForCard {
  tags: readonly string[];
  turns: readonly { user: string }[];
}

interface ExportedScenario {
  id: string;
  hash: string;
  /** null: this version cannot read it. */
  scenario: SaidScenario | null;
}

export interface ExportedConversation {
  key: string;
  model: string;
  scenario: string;
  /** 1-based. */
  sample: number;
  /** null: not known. */
  seed: number | null;
  /** From the command line; null: not known. */
  settings: Sampling | null;
  status: 'done' | 'failed' | 'interrupted';
  /** Why it failed. */
  reason?: string | undefined;
  /** What the character says before the first user line. */
  greeting: string | null;
  turns: readonly ExportedTurn[];
  /** How many turns the scenario has; null: not known. */
  planned: number | null;
  /** The beginning of a reply at which it ended. */
  cutOff?: { turn: number; user: string; partialReply: string; reason: string } | undefined;
  /** What checks found; null: it was not scored. */
  scores: readonly ExportedScore[] | null;
}

/** null: not known, as everywhere. */
export interface ExportedTurn {
  /** 1-based. */
  turn: number;
  user: string;
  /** As far as it goes, if the outcome is `failed`. */
  reply: string;
  reasoning?: string | undefined;
  outcome: Outcome;
  finishReason: FinishReason;
  seed: number | null;
  promptTokens: number | null;
  reusedTokens: number | null;
  replyTokens: number | null;
  timeToFirstTokenMs: number | null;
  promptMs: number | null;
  generateMs: number | null;
  tokensPerSecond: number | null;
  promptHash: string | null;
  costUsd: number | null;
  attempts: number;
  droppedTurns: number | null;
  sampling: { requested: Sampling; effective: Sampling };
  /** Entries of the lorebook that the prompt had, 1-based. */
  lore?: readonly number[] | undefined;
  warnings: readonly string[];
}

export interface ExportedScore {
  check: string;
  version: number;
  unit: 'turn' | 'conversation';
  /** null: about the whole conversation. */
  turn: number | null;
  result: 'pass' | 'warn' | 'fail' | 'not-applicable';
  value: number | null;
  message: string;
  /** The check itself failed. */
  isError?: true | undefined;
}

/** How often checks failed for one model with one of its settings. */
export interface ExportedRates {
  model: string;
  settings: Sampling | null;
  /** What the intervals are about: other scenarios, or other samples of the only one. */
  cluster: 'scenario' | 'sample';
  clusters: number;
  conversations: number;
  /** Replies. */
  turns: number;
  medianTokensPerSecond: number | null;
  medianTimeToFirstTokenMs: number | null;
  /** Replies in which a check of replies failed. */
  faults: ExportedRate;
  checks: readonly (ExportedRate & { check: string; version: number; unit: 'turn' | 'conversation' })[];
}

export interface ExportedRate {
  n: number;
  failed: number;
  /** null: nothing to count. */
  rate: number | null;
  /** 95 %; null: not known. */
  low: number | null;
  high: number | null;
}
