// The body of an answer as text, no more of it than is good for us. Knows nothing of what it says. Start at `textOf`.
import { RequestFailure } from './request-failure.ts';

/**
 * The text as it arrives, without a byte order mark.
 * @param most in code units, after decompression
 * @throws RequestFailure if it is longer
 */
export async function* textOf({ body }: Response, most: number): AsyncGenerator<string, void> {
  const reader = body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const text = decoder.decode(value, { stream: true });
      length += text.length;
      if (length > most) throw tooLong('the answer', most);
      yield text;
    }
    yield decoder.decode();
  } finally {
    void reader.cancel().catch(() => {});
  }
}

/** The same request would be answered in the same way. */
export function tooLong(what: string, most: number): RequestFailure {
  return new RequestFailure('protocol', `${what} is longer than ${Math.round(most / 1_000_000)} MB`);
}

/** Whole lines, as many as have arrived together, without what ends them. The last one may have no end. */
export async function* linesOf(
  head: string,
  body: AsyncIterable<string>,
  most: number,
): AsyncGenerator<string[], void> {
  let [begun, held] = ['', ''];
  const linesIn = (text: string): string[] => {
    const [first = '', ...others] = (held + text).split(/\r\n|\n|\r(?!$)/);
    const last = others.pop();
    const lines = last === undefined ? [] : [begun + first, ...others];
    begun = last ?? begun + first;
    // It may be the first half of an end.
    held = begun.endsWith('\r') ? '\r' : '';
    if (held !== '') begun = begun.slice(0, -1);
    if (begun.length > most) throw tooLong('a line of the stream', most);
    return lines;
  };
  yield linesIn(head);
  for await (const text of body) yield linesIn(text);
  yield [begun];
}

interface BodyLimits {
  /** In code units; what comes after them is not read. */
  length: number;
  /** After this time, or if the connection breaks, what has arrived by then is enough; null: the whole is needed. */
  ms: number | null;
}

/** For an answer that is known to be wrong, and not worth waiting for. */
export const OF_WRONG_BODY: BodyLimits = { length: 64_000, ms: 2_000 };

/** The rest of a body, after `head`. */
export async function restOf(
  head: string,
  body: AsyncGenerator<string, void>,
  { length, ms }: BodyLimits,
): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<IteratorReturnResult<void>>((resolve) => {
    if (ms !== null) timer = setTimeout(() => resolve({ done: true, value: undefined }), ms);
  });
  let text = head;
  try {
    while (text.length < length) {
      const { done, value } = await Promise.race([body.next(), late]);
      if (done) break;
      text += value;
    }
  } catch (error) {
    if (ms === null) throw error;
  }
  clearTimeout(timer);
  // Not awaited: it waits for a read that may never end.
  void body.return().catch(() => {});
  return text;
}
