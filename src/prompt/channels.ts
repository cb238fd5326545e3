// Formats in which a model writes several messages before its turn is over, each in a channel: harmony (gpt-oss, LLM-jp-4) and Solar Open.
// Only one of the channels is the answer. Knows nothing of tokens. Start at `readChannels`.

export interface ChannelReply {
  answer: string;
  /** What was written in other channels; empty if nothing was. */
  thinking: string;
  /** Whether the last message is one of the answer. */
  endsInAnswer: boolean;
}

/**
 * @param head what the prompt has already written of the model's turn, such as `<|start|>assistant`
 * @returns null for a reply that is not written in channels
 */
export function readChannels(head: string, reply: string): ChannelReply | null {
  const begun = head.slice(Math.max(0, lastMatch(head, STARTS)));
  const isBegun = OPENS.test(begun) || begun.includes('<|channel|>');
  if (!(isBegun && STARTS.test(begun)) && !BEGINS_WITH_CHANNEL.test(reply)) return null;
  const messages = (STARTS.test(begun) ? begun + reply : reply).split(STARTS).filter((piece) => piece.trim() !== '');
  const read = messages.map(readMessage);
  const joined = (isAnswer: boolean): string =>
    read
      .filter((message) => message.isAnswer === isAnswer && message.text.trim() !== '')
      .map(({ text }) => text.trim())
      .join('\n');
  return { answer: joined(true), thinking: joined(false), endsInAnswer: read.at(-1)?.isAnswer ?? false };
}

const STARTS = /<\|(?:start|begin)\|>/;
const OPENS = /<\|(message|content|think|tool_calls)\|>/;
const ENDS = /<\|(?:end|return|call|flush|calls)\|>/;
const BEGINS_WITH_CHANNEL =
  /^\s*(?:assistant\s*)?(?:to=[^\s<]+\s*)?<\|(?:start|channel|message|begin|think|content)\|>/;

/** A message whose header is unfinished has no text. */
function readMessage(message: string): { isAnswer: boolean; text: string } {
  const opened = OPENS.exec(message);
  if (!opened) return { isAnswer: false, text: '' };
  const header = message.slice(0, opened.index);
  const body = message.slice(opened.index + opened[0].length);
  const end = body.search(ENDS);
  return { isAnswer: isAnswer(opened[1] ?? '', header), text: end < 0 ? body : body.slice(0, end) };
}

/** In harmony the header names the channel; in Solar Open the mark itself does. A message to a tool is not for the user. */
function isAnswer(kind: string, header: string): boolean {
  if (kind !== 'message') return kind === 'content';
  const channel = /<\|channel\|>\s*(\w+)/.exec(header)?.[1] ?? 'final';
  return channel === 'final' && !/\bto=/.test(header);
}

function lastMatch(text: string, pattern: RegExp): number {
  return [...text.matchAll(new RegExp(pattern, 'g'))].at(-1)?.index ?? -1;
}
