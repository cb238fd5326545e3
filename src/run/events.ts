import type { BackendDescription } from '../backend/backend.ts';
import type { Sampling } from '../core/sampling.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { ConversationRecord, Summary, TurnRecord } from '../store/records.ts';

/** Everything a run tells the world. Reporters draw it; the run does not know them. */
export type RunEvent =
  | { type: 'run-start'; runId: string; directory: string; models: number; conversations: number }
  | { type: 'model-start'; model: string; file: string }
  | { type: 'model-ready'; model: string; description: BackendDescription; template: { id: string; file: string } }
  | { type: 'model-failed'; model: string; reason: string }
  | {
      type: 'conversation-start';
      model: string;
      scenario: Scenario;
      sample: number;
      seed: number;
      key: string;
      sampling: Sampling;
    }
  | { type: 'turn-start'; turn: number; user: string }
  | { type: 'text'; text: string }
  | { type: 'turn-end'; record: TurnRecord }
  | { type: 'conversation-end'; record: ConversationRecord }
  /** directory: null when nothing was recorded, and no folder is left. */
  | { type: 'run-end'; summary: Summary; directory: string | null };

export type Emit = (event: RunEvent) => void;
