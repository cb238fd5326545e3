// The body of an answer as text. Knows nothing of what it says. Start at `textOf`.

/** The text as it arrives, without a byte order mark. */
export async function* textOf({ body }: Response): AsyncGenerator<string, void> {
  const reader = body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield decoder.decode(value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    void reader.cancel().catch(() => {});
  }
}

interface BodyLimits {
  /** In code units. */
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
