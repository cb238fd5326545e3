import { describeError } from '../core/errors.ts';
import type { BackendDescription } from '../core/model-description.ts';
import type { Mode } from '../core/play-choices.ts';
import type { Sampling, SamplingField } from '../core/sampling.ts';
import type { TemplateChoice } from '../prompt/prompt.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { ConversationRecord, Summary, TurnRecord } from '../store/records.ts';
import { say, type Text } from '../words/text.ts';

/** Everything a run reports. Reporters show it; the run does not know them. */
export type RunEvent =
  | {
      type: 'run-start';
      runId: string;
      directory: string;
      mode: Mode;
      models: number;
      conversations: number;
      turns: number;
      /** Settings that the run plays with several values. */
      varied: readonly SamplingField[];
      /** What the journal already held, if the run is resumed; excludes conversations that will be played again. */
      finished: { conversations: number; turns: number } | null;
      /** What is wrong with the journal of a resumed run: it is played again. */
      damage: readonly Text[];
      /** What a person should know about the scenarios: what was added to a card, or left out of it. */
      notes: readonly Text[];
    }
  /** file: null if there are no weights. */
  | { type: 'model-start'; model: string; file: string | null }
  | {
      type: 'model-ready';
      model: string;
      description: BackendDescription;
      template: { id: string; file: string } & TemplateChoice;
    }
  | { type: 'model-failed'; model: string; reason: string }
  /** In fast mode several conversations are in progress at once: `key` distinguishes them, here and below. */
  | {
      type: 'conversation-start';
      model: string;
      scenario: Scenario;
      sample: number;
      seed: number;
      key: string;
      /** As requested. */
      sampling: Sampling;
      /** Of these, what the model's API does not have: it is not sent. */
      notSent: readonly SamplingField[];
      settings: Sampling;
    }
  | { type: 'turn-start'; key: string; turn: number; user: string }
  /** A piece of the answer; empty while the model thinks. */
  | { type: 'text'; key: string; text: string; isThinking?: true }
  /** The reply broke off or did not come, and is requested again: its text so far does not count. */
  | { type: 'retry'; key: string; turn: number; reason: string; waitMs: number }
  /** isReplay: the turn was already in the journal and came out the same again. */
  | { type: 'turn-end'; record: TurnRecord; isReplay: boolean }
  | { type: 'conversation-end'; record: ConversationRecord }
  /** directory: null if nothing was recorded and no folder is left. */
  | { type: 'run-end'; summary: Summary; directory: string | null };

export type Emit = (event: RunEvent) => void;

/** Shows a run's events. `close` is called once, after the last event, however the run ended. */
export interface Reporter {
  report: Emit;
  close?(): void;
}

/** Passes events to every reporter. One that throws is reported once and removed: a reporter must never break a run. */
export function tellAll(reporters: ReadonlyMap<string, Reporter>, onBroken: (message: string) => void): Emit {
  const working = new Map(reporters);
  return (event) => {
    for (const [name, reporter] of working) {
      try {
        reporter.report(event);
      } catch (error) {
        working.delete(name);
        onBroken(
          String(say('the {name} reporter failed and was removed: {reason}', { name, reason: describeError(error) })),
        );
      }
    }
  };
}
