import { describeError } from '../core/errors.ts';
import type { BackendDescription } from '../core/model-description.ts';
import type { Mode } from '../core/play-choices.ts';
import type { Sampling, SamplingField } from '../core/sampling.ts';
import type { TemplateChoice } from '../prompt/prompt.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { ConversationRecord, Summary, TurnRecord } from '../store/records.ts';

/** Everything a run tells the world. Reporters draw it; the run does not know them. */
export type RunEvent =
  | {
      type: 'run-start';
      runId: string;
      directory: string;
      mode: Mode;
      models: number;
      conversations: number;
      turns: number;
      /** Settings of which the run plays several values. */
      varied: readonly SamplingField[];
      /** What the journal held already, where the run is resumed; conversations that will be played again are not among them. */
      finished: { conversations: number; turns: number } | null;
    }
  /** file: null where there are no weights. */
  | { type: 'model-start'; model: string; file: string | null }
  | {
      type: 'model-ready';
      model: string;
      description: BackendDescription;
      template: { id: string; file: string } & TemplateChoice;
    }
  | { type: 'model-failed'; model: string; reason: string }
  /** In fast mode several conversations are in progress at once: `key` tells them apart, here and below. */
  | {
      type: 'conversation-start';
      model: string;
      scenario: Scenario;
      sample: number;
      seed: number;
      key: string;
      sampling: Sampling;
      settings: Sampling;
    }
  | { type: 'turn-start'; key: string; turn: number; user: string }
  | { type: 'text'; key: string; text: string }
  /** The reply broke off or was not to be had, and is asked for again: what was said of it does not count. */
  | { type: 'retry'; key: string; turn: number; reason: string; waitMs: number }
  /** isReplay: the turn stood in the journal already, and came out the same again. */
  | { type: 'turn-end'; record: TurnRecord; isReplay: boolean }
  | { type: 'conversation-end'; record: ConversationRecord }
  /** directory: null when nothing was recorded, and no folder is left. */
  | { type: 'run-end'; summary: Summary; directory: string | null };

export type Emit = (event: RunEvent) => void;

/** Draws a run's events. `close` comes once, after the last event, however the run ended. */
export interface Reporter {
  report: Emit;
  close?(): void;
}

/** Tells every reporter. One that throws is heard of once, and told nothing more: drawing must never cost a run. */
export function tellAll(reporters: ReadonlyMap<string, Reporter>, onBroken: (message: string) => void): Emit {
  const working = new Map(reporters);
  return (event) => {
    for (const [name, reporter] of working) {
      try {
        reporter.report(event);
      } catch (error) {
        working.delete(name);
        onBroken(`the ${name} reporter failed and was removed: ${describeError(error)}`);
      }
    }
  };
}
