// Which of the reference's replies a model is asked about, and each as a prompt with what was said after it. Start at `forcedReplies`.
import type { Message } from '../core/message.ts';
import { joinParts, type PromptPart, type PromptTemplate, type RenderedPrompt } from '../prompt/prompt.ts';
import { replyParts, templatePart } from '../prompt/reply-parts.ts';
import { openingOf } from '../run/greeting.ts';
import { messageFor, promptInput, withoutOldest } from '../run/turn.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { StoredConversation } from '../store/read-run.ts';
import type { TurnRecord } from '../store/records.ts';
import type { ReplyPlace } from './captured.ts';

/** A reply of the reference, with all that was said before it. */
export interface ForcedReply extends ReplyPlace {
  record: TurnRecord;
  persona: Scenario['persona'];
  /** From the greeting, if there is one, to what the user said last. */
  history: readonly Message[];
}

export interface ForcedReplies {
  replies: ForcedReply[];
  /** Left out because the model thought before it answered: its words are recorded apart from its thoughts. */
  withThinking: number;
}

/**
 * Of each scenario the same number of tokens, from the first turn of the first sample on. Replies that failed say nothing of the model.
 * @param tokens at most so many of all scenarios together; a reply is taken whole
 */
export function forcedReplies(
  conversations: readonly StoredConversation[],
  scenarios: readonly Scenario[],
  tokens: number,
  rule: PromptTemplate['history'],
): ForcedReplies {
  const share = tokens / Math.max(1, scenarios.length);
  const found: ForcedReplies = { replies: [], withThinking: 0 };
  for (const scenario of scenarios) {
    let left = share;
    const own = conversations.filter((each) => each.scenario === scenario.id).sort((a, b) => a.sample - b.sample);
    for (const { sample, turns } of own) {
      const history = openingOf(scenario, rule);
      for (const record of turns) {
        history.push({ role: 'user', content: record.user });
        const isUsable = record.outcome === 'ok' || record.outcome === 'truncated';
        if (isUsable && left > 0 && record.reply !== '') {
          if (record.reasoning !== undefined) found.withThinking++;
          else {
            const place = { scenario: scenario.id, sample, turn: record.turn };
            found.replies.push({ ...place, record, persona: scenario.persona, history: [...history] });
            left -= record.replyTokens ?? record.reply.length;
          }
        }
        history.push(messageFor(record.reply, rule));
      }
    }
  }
  return found;
}

/** As a template renders it: the reply word for word, and the token that ended it. */
export async function spokenBy(
  template: PromptTemplate,
  { record, persona, history }: ForcedReply,
): Promise<{ prompt: RenderedPrompt; spoken: PromptPart[] }> {
  const messages = withoutOldest(history, record.droppedTurns ?? 0);
  const prompt = await template.render(promptInput(persona, messages, record.sampling.effective));
  const [, end = ''] = /^token (.+)$/s.exec(record.finishReason.raw) ?? [];
  return { prompt, spoken: joinParts([...replyParts(record.reply, template.newline), templatePart(end)]) };
}
