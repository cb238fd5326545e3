// Chats of SillyTavern: a file for each conversation, with a header line and one message a line. What SillyTavern has no place for stands
// under `hitogara`, where it lets extensions keep their own data. Start at `sillytavernOut`.
import { inertJson } from '../../core/inert-text.ts';
import type { ExportedConversation, ExportedRun, ExportedTurn } from './exported-run.ts';
import type { OutFormat } from './format.ts';
import { repliesIn, speakersOf } from './said.ts';
import { fileNames, variantNames } from './variants.ts';

export const sillytavernOut: OutFormat = {
  isFolder: true,
  losses: ['failed', 'unanswered', 'persona', 'times', 'prompts', 'checks', 'ratings'],
  open(run) {
    const nameOf = variantNames(run);
    // Two of them make a name.
    const fileOf = fileNames(90);
    return {
      conversation(conversation) {
        const turns = repliesIn(conversation);
        if (turns.length === 0) return [];
        const { scenario, sample } = conversation;
        const variant = nameOf(conversation);
        const file = `${fileOf(scenario)}.${fileOf(variant)}.${sample}.jsonl`;
        const lines = [headerOf(run, conversation), ...messagesOf(run, conversation, turns)];
        return [{ file, data: lines.map((line) => `${inertJson(line, 0)}\n`).join('') }];
      },
      end: () => [],
    };
  },
};

function headerOf(run: ExportedRun, conversation: ExportedConversation): object {
  const { user, character } = speakersOf(run, conversation);
  const { model, scenario, sample, seed, turns } = conversation;
  const sampling = turns[0]?.sampling.effective ?? {};
  return {
    user_name: user,
    character_name: character,
    create_date: run.startedAt,
    chat_metadata: { hitogara: { run: run.id, model, scenario, sample, seed, sampling } },
  };
}

function messagesOf(
  run: ExportedRun,
  conversation: ExportedConversation,
  turns: readonly ExportedTurn[],
): readonly object[] {
  const { user, character } = speakersOf(run, conversation);
  const { greeting, model } = conversation;
  return [
    ...(greeting === null ? [] : [messageOf(character, greeting, {})]),
    ...turns.flatMap((turn) => [
      { name: user, is_user: true, is_system: false, mes: turn.user, extra: {} },
      messageOf(character, turn.reply, {
        model,
        ...(turn.reasoning !== undefined && { reasoning: turn.reasoning }),
        ...(turn.replyTokens !== null && { token_count: turn.replyTokens }),
        ...(turn.outcome !== 'ok' && { hitogara: { outcome: turn.outcome, finishReason: turn.finishReason.raw } }),
      }),
    ]),
  ];
}

function messageOf(name: string, mes: string, extra: object): object {
  return { name, is_user: false, is_system: false, mes, extra };
}
