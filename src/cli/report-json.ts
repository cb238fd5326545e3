import type { RunEvent } from '../run/events.ts';
import type { ConversationRecord, Totals, TurnRecord } from '../store/records.ts';

export interface JsonResult {
  runId: string;
  directory: string;
  status: string;
  conversations: (Omit<ConversationRecord, 'turns' | 'type' | 'schemaVersion'> & { turns: TurnRecord[] })[];
  failedModels: { model: string; reason: string }[];
  totals: Totals | null;
}

/** Collects what `--json` prints at the end: one object for the whole run. */
export function jsonReporter(): { report: (event: RunEvent) => void; result: () => JsonResult } {
  const result: JsonResult = {
    runId: '',
    directory: '',
    status: 'running',
    conversations: [],
    failedModels: [],
    totals: null,
  };
  let turns: TurnRecord[] = [];
  return {
    report(event) {
      switch (event.type) {
        case 'run-start':
          result.runId = event.runId;
          result.directory = event.directory;
          break;
        case 'conversation-start':
          turns = [];
          break;
        case 'turn-end':
          turns.push(event.record);
          break;
        case 'conversation-end': {
          const { type: _type, schemaVersion: _version, turns: _count, ...rest } = event.record;
          result.conversations.push({ ...rest, turns });
          break;
        }
        case 'model-failed':
          result.failedModels.push({ model: event.model, reason: event.reason });
          break;
        case 'run-end':
          result.status = event.summary.status;
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
