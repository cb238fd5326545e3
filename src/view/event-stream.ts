// Server-sent events: an answer that goes on until the client or the server ends it. Start at `eventStream`.
import type { Change } from './changes.ts';

/** In milliseconds: without a word for longer, some programs in between close a connection. */
const KEEP_ALIVE_MS = 15_000;

/** A client that has not taken so many messages will never take them. */
const MOST_WAITING = 1_000;

/** @param begin resolves to what ends it */
export function eventStream(
  begin: (tell: (change: Change) => void) => Promise<() => void>,
  signal: AbortSignal,
): Response {
  const encoder = new TextEncoder();
  let end = (): void => {};
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      let isOver = false;
      let stop = (): void => {};
      const write = (text: string): void => {
        if (isOver) return;
        controller.enqueue(encoder.encode(text));
        if ((controller.desiredSize ?? 0) < -MOST_WAITING) end();
      };
      const keepAlive = setInterval(() => write(': still here\n\n'), KEEP_ALIVE_MS);
      end = (): void => {
        if (isOver) return;
        isOver = true;
        clearInterval(keepAlive);
        signal.removeEventListener('abort', end);
        stop();
        controller.close();
      };
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
      try {
        stop = await begin(({ type, ...data }) => write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`));
        // What changes from now on is told.
        write(': listening\n\n');
      } catch {
        // There is no such run: the page hears why from the other addresses.
        end();
      }
      if (isOver) stop();
    },
    cancel: () => end(),
  });
  return new Response(stream, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  });
}
