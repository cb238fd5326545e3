// JSONL with a chat a line, for formats that know nothing but who said what. Start at `chatLines`.
import { inertJson } from '../../core/inert-text.ts';
import type { ExportedTurn } from './exported-run.ts';
import type { OutFormat } from './format.ts';
import { instructionOf, repliesIn } from './said.ts';

interface Chat {
  /** What the model was told; null: not known. */
  instruction: string | null;
  greeting: string | null;
  /** At least one, each with a reply. */
  turns: readonly ExportedTurn[];
}

export function chatLines(losses: OutFormat['losses'], lineOf: (chat: Chat) => object): OutFormat {
  return {
    isFolder: false,
    losses,
    open: (run) => ({
      conversation(conversation) {
        const turns = repliesIn(conversation);
        if (turns.length === 0) return [];
        const { greeting } = conversation;
        const line = lineOf({ instruction: instructionOf(run, conversation), greeting, turns });
        return [{ file: '', data: `${inertJson(line, 0)}\n` }];
      },
      end: () => [],
    }),
  };
}
