import type { RunEvent } from '../run/events.ts';
import type { ConversationRecord, Summary, Totals, TurnRecord } from '../store/records.ts';

export interface JsonResult {
  runId: string;
  /** null when nothing was recorded and no folder was left. */
  directory: string | null;
  status: Summary['status'];
  conversations: JsonConversation[];
  failedModels: { model: string; reason: string }[];
  totals: Totals | null;
}

type JsonConversation = Omit<ConversationRecord, 'turns' | 'type' | 'schemaVersion' | 'status'> & {
  status: ConversationRecord['status'] | 'interrupted';
  turns: TurnRecord[];
};

/** Collects what `--json` prints at the end: one object for the whole run. */
export function jsonReporter(): { report: (event: RunEvent) => void; result: () => JsonResult } {
  const result: JsonResult = {
    runId: '',
    directory: null,
    status: 'stopped',
    conversations: [],
    failedModels: [],
    totals: null,
  };
  let playing: JsonConversation | null = null;
  return {
    report(event) {
      switch (event.type) {
        case 'run-start':
          result.runId = event.runId;
          break;
        case 'conversation-start': {
          const { key, model, scenario, sample, seed } = event;
          playing = { key, model, scenario: scenario.id, sample, seed, status: 'interrupted', turns: [] };
          break;
        }
        case 'turn-end':
          playing?.turns.push(event.record);
          break;
        case 'conversation-end': {
          const { type: _type, schemaVersion: _version, turns: _count, ...rest } = event.record;
          result.conversations.push({ ...rest, turns: playing?.turns ?? [] });
          playing = null;
          break;
        }
        case 'model-failed':
          result.failedModels.push({ model: event.model, reason: event.reason });
          break;
        case 'run-end':
          if (playing) result.conversations.push(playing);
          result.status = event.summary.status;
          result.directory = event.directory;
          result.totals = event.summary.totals;
          break;
        case 'model-start':
        case 'model-ready':
        case 'turn-start':
        case 'text':
          break;
      }
    },
    result: () => result,
  };
}
