// What `--json` prints: one object for the whole run, written conversation by conversation from the run's folder, so that a large run
// does not have to fit into memory. Start at `jsonCollector`.
import { once } from 'node:events';
import { inertJson } from '../core/inert-text.ts';
import type { Reporter, RunEvent } from '../run/events.ts';
import { readConversations, type StoredConversation } from '../store/read-run.ts';
import type { Summary, Totals } from '../store/records.ts';

export interface JsonResult {
  runId: string;
  /** null when nothing was recorded and no folder was left. */
  directory: string | null;
  status: Summary['status'];
  conversations: StoredConversation[];
  failedModels: { model: string; reason: string }[];
  totals: Totals | null;
}

/** Keeps what the folder does not tell, and prints all of it in the end. */
export function jsonCollector(): Reporter & { print(stream: NodeJS.WritableStream): Promise<void> } {
  const result: Omit<JsonResult, 'conversations'> = {
    runId: '',
    directory: null,
    status: 'stopped',
    failedModels: [],
    totals: null,
  };
  return {
    report(event: RunEvent) {
      if (event.type === 'run-start') {
        result.runId = event.runId;
        result.directory = event.directory;
      } else if (event.type === 'model-failed') {
        result.failedModels.push({ model: event.model, reason: event.reason });
      } else if (event.type === 'run-end') {
        result.status = event.summary.status;
        result.directory = event.directory;
        result.totals = event.summary.totals;
      }
    },
    print: (stream) => printRun(result, stream),
  };
}

/** @param rest everything but the conversations, which come from its folder */
export async function printRun(
  { runId, directory, status, ...rest }: Omit<JsonResult, 'conversations'>,
  stream: NodeJS.WritableStream,
): Promise<void> {
  const write = async (text: string): Promise<void> => {
    if (!stream.write(text)) await once(stream, 'drain');
  };
  await write(`${inertJson({ runId, directory, status }).replace(/\s*\}$/, '')},\n  "conversations": [`);
  let separator = '\n';
  if (directory !== null) {
    for await (const conversation of readConversations(directory)) {
      await write(`${separator}${indented(inertJson(conversation))}`);
      separator = ',\n';
    }
  }
  await write(`${separator === '\n' ? '' : '\n  '}],\n${inertJson(rest).replace(/^\{\s*/, '  ')}\n`);
}

/** As a member of a member; newlines inside strings are escapes, those that are left are layout. */
function indented(json: string): string {
  return json.replace(/^/gm, '    ');
}
