// The answer of a reply as it is being written, without the thinking. What has been passed on may turn out to have been thinking: only
// `readReply` of the whole reply decides. Start at `answerStream`.
import type { PromptTemplate, RenderedPrompt } from './prompt.ts';
import { readReply } from './reply-text.ts';
import { CHANNEL_MARKS, THINKING_MARKS } from './thinking-marks.ts';

export interface AnswerStream {
  /** Takes the next piece of the reply; returns what it adds to the answer, and whether the model is thinking now. */
  push(piece: string): { text: string; isThinking: boolean };
  /** What is still missing of the answer, which is now complete. */
  finish(answer: string): string;
}

const OPENERS = [...THINKING_MARKS.map(({ open }) => open), ...CHANNEL_MARKS];

export function answerStream(
  template: Pick<PromptTemplate, 'reasoning' | 'newline'>,
  prompt: RenderedPrompt,
): AnswerStream {
  const marks = template.newline === null ? OPENERS : [...OPENERS, template.newline];
  let raw = '';
  let passed = '';
  const fresh = (text: string): string => {
    if (!text.startsWith(passed)) return '';
    const added = text.slice(passed.length);
    passed = text;
    return added;
  };
  return {
    push(piece) {
      raw += piece;
      const { text, endsThinking = false } = readReply(raw, template, { prompt });
      return { text: fresh(withoutBegunMark(text, marks)), isThinking: endsThinking };
    },
    finish: fresh,
  };
}

/** A mark may have begun at the end of the text. */
function withoutBegunMark(text: string, marks: readonly string[]): string {
  let longest = 0;
  for (const mark of marks) {
    for (let length = Math.min(mark.length - 1, text.length); length > longest; length--) {
      if (text.endsWith(mark.slice(0, length))) longest = length;
    }
  }
  return text.slice(0, text.length - longest);
}
