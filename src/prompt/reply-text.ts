// What a model wrote, taken apart into thinking and answer, by what it wrote: a model may think under a template that knows nothing of it.
// Knows nothing of models. Start at `readReply`.

import { say } from '../words/text.ts';
import { readChannels } from './channels.ts';
import type { PromptTemplate, RenderedPrompt } from './prompt.ts';
import { ANSWER_MARKS, THINKING_MARKS, type ThinkingMarks } from './thinking-marks.ts';

export interface ReplyText {
  /** The answer alone. */
  text: string;
  /** What the model thought before it answered; left out if it did not think. */
  reasoning?: string;
  /** Whether the reply ended inside its thinking, before the answer or in the middle of it. */
  endsThinking?: true;
  /** Where it is not certain what is thinking. */
  warnings?: string[];
}

export interface ReplySource {
  prompt: RenderedPrompt;
  /** An API that returns the thinking separately has already taken the reply apart, as far as it can. */
  isSplit?: boolean;
}

/**
 * If the prompt or the model has started thinking, it lasts until the first end mark; without one, the whole reply is thinking, and there is
 * no answer. If no start was seen, the prompt of an API may have contained it, or a model that always thinks got a prompt that does not say
 * so: these end their thinking with a mark on a line of its own, while `</think>` within a sentence is part of an answer.
 */
export function readReply(
  raw: string,
  { reasoning, newline }: Pick<PromptTemplate, 'reasoning' | 'newline'>,
  { prompt, isSplit = false }: ReplySource,
): ReplyText {
  const reply = newline === null ? raw : raw.replaceAll(newline, '\n');
  const head = isSplit ? '' : headOf(prompt);
  return readInChannels(head, reply) ?? readBetweenMarks(reply, { marks: marksOf(reasoning), head, isSplit });
}

/** What the template itself wrote last: only that can start the model's turn or its thinking, because messages are data. */
function headOf(prompt: RenderedPrompt): string {
  const last = prompt.kind === 'text' ? prompt.parts.at(-1) : undefined;
  return last?.source === 'template' ? last.text : '';
}

/** @param closer a template's own mark for the end of thinking */
function marksOf(closer: string | null): readonly ThinkingMarks[] {
  if (closer === null || THINKING_MARKS.some(({ close }) => close === closer)) return THINKING_MARKS;
  return [{ open: closer.replace('/', ''), close: closer }, ...THINKING_MARKS];
}

function readInChannels(head: string, reply: string): ReplyText | null {
  const read = readChannels(head, reply);
  if (read) return replyText(read.answer, [read.thinking], { endsThinking: !read.endsInAnswer });
  // A server that drops special tokens leaves the names of the channels.
  const [, thinking, answer] = /^analysis(?=\S)([\s\S]+?)assistantfinal([\s\S]*)$/.exec(reply) ?? [];
  if (thinking === undefined || answer === undefined) return null;
  const warnings = [
    'the names of harmony channels were left in the reply; what is before "assistantfinal" was taken for thinking',
  ];
  return replyText(answer.trimStart(), [thinking], { warnings });
}

interface MarkedReply {
  marks: readonly ThinkingMarks[];
  head: string;
  isSplit: boolean;
}

function readBetweenMarks(reply: string, { marks, head, isSplit }: MarkedReply): ReplyText {
  const thoughts: string[] = [];
  const warnings: string[] = [];
  let rest = reply;
  let opened = marks.find((pair) => opensThinking(head, pair)) ?? openedBy(rest, marks);
  if (!opened && !isSplit) {
    const unseen = endOfUnseenThinking(rest, marks);
    if (unseen) {
      const thought = rest.slice(0, unseen.at).trim();
      if (thought !== '')
        warnings.push(
          String(
            say('the start of the thinking was not seen; what is before {mark} was taken for thinking', {
              mark: unseen.close,
            }),
          ),
        );
      thoughts.push(thought);
      rest = rest.slice(unseen.at + unseen.close.length);
    }
  }
  while (opened) {
    const inside = withoutOpener(rest, opened);
    const end = inside.indexOf(opened.close);
    if (end < 0) return replyText('', [...thoughts, cleaned(inside, opened)], { endsThinking: true, warnings });
    thoughts.push(cleaned(inside.slice(0, end), opened));
    rest = inside.slice(end + opened.close.length);
    opened = openedBy(rest, marks);
  }
  const answer = thoughts.length > 0 ? rest.trimStart() : rest;
  const { text, inner, endsThinking } = withoutInnerThinking(answer, marks);
  const bare = withoutAnswerMarks(text, thoughts.length + inner.length > 0);
  warnings.push(...doubtsAbout(bare, marks));
  return replyText(bare, [...thoughts, ...inner], { endsThinking, warnings });
}

function replyText(
  text: string,
  thoughts: readonly string[],
  { endsThinking = false, warnings = [] }: { endsThinking?: boolean; warnings?: string[] },
): ReplyText {
  const reasoning = thoughts
    .map((thought) => thought.trim())
    .filter((thought) => thought !== '')
    .join('\n');
  return {
    text,
    ...(reasoning !== '' && { reasoning }),
    ...(endsThinking && { endsThinking }),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** Gemma 4's template may write the channel's name too. */
function opensThinking(head: string, { open }: ThinkingMarks): boolean {
  const written = head.trimEnd();
  return written.endsWith(open) || (open === '<|channel>' && written.endsWith(`${open}thought`));
}

function openedBy(reply: string, marks: readonly ThinkingMarks[]): ThinkingMarks | undefined {
  const start = reply.trimStart();
  return marks.find(
    ({ open, close, isPlainText }) => start.startsWith(open) && (!isPlainText || start.includes(close)),
  );
}

/** A prompt may have written the start, and the model once more. */
function withoutOpener(reply: string, { open }: ThinkingMarks): string {
  const start = reply.trimStart();
  return start.startsWith(open) ? start.slice(open.length) : reply;
}

/** Gemma 4's channel has a name on its first line. */
function cleaned(thought: string, { open }: ThinkingMarks): string {
  return open === '<|channel>' ? thought.replace(/^\s*thought\b/, '') : thought;
}

/** The first end mark on a line of its own; after a start mark it belongs to an example in the answer. */
function endOfUnseenThinking(reply: string, marks: readonly ThinkingMarks[]): { at: number; close: string } | null {
  for (const { open, close, isUnmistakable, isPlainText } of marks) {
    if (isPlainText) continue;
    const at = isUnmistakable ? reply.indexOf(close) : lineOf(reply, close);
    if (at >= 0 && !reply.slice(0, at).includes(open)) return { at, close };
  }
  return null;
}

/** Where the text stands on a line of its own, or −1. */
function lineOf(reply: string, text: string): number {
  let start = 0;
  for (const line of reply.split('\n')) {
    if (line.trim() === text) return start + line.indexOf(text);
    start += line.length + 1;
  }
  return -1;
}

/** Thinking between two parts of the answer, between marks that nobody writes by hand. */
function withoutInnerThinking(answer: string, marks: readonly ThinkingMarks[]) {
  let text = answer;
  const inner: string[] = [];
  for (const pair of marks) {
    if (!pair.isUnmistakable) continue;
    for (let at = text.indexOf(pair.open); at >= 0; at = text.indexOf(pair.open, at)) {
      const from = at + pair.open.length;
      const end = text.indexOf(pair.close, from);
      inner.push(cleaned(text.slice(from, end < 0 ? undefined : end), pair));
      if (end < 0) return { text: text.slice(0, at), inner, endsThinking: true };
      text = text.slice(0, at) + text.slice(end + pair.close.length);
    }
  }
  return { text, inner, endsThinking: false };
}

/** @param hasThought tags that are words only mean this behind thinking */
function withoutAnswerMarks(answer: string, hasThought: boolean): string {
  const start = answer.trimStart();
  const pair = ANSWER_MARKS.find(
    ({ open, close, isUnmistakable }) =>
      (isUnmistakable || hasThought) && start.startsWith(open) && (open !== '' || start.includes(close)),
  );
  if (!pair) return answer;
  const inside = start.slice(pair.open.length);
  const end = inside.lastIndexOf(pair.close);
  return (end < 0 ? inside : inside.slice(0, end)).trim();
}

function doubtsAbout(text: string, marks: readonly ThinkingMarks[]): string[] {
  const left = marks
    .flatMap(({ open, close, isPlainText }) => (isPlainText ? [] : [open, close]))
    .find((mark) => text.includes(mark));
  return left === undefined
    ? []
    : [
        String(
          say('the reply contains {mark}, which was left where it is: it is not certain that it marks thinking', {
            mark: left,
          }),
        ),
      ];
}
