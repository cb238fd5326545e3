import type { Secrets } from '../core/secrets.ts';

/** The same stream, with keys redacted. */
export function redactedStream<Stream extends NodeJS.WritableStream>(
  stream: Stream,
  secrets: Pick<Secrets, 'redact'>,
): Stream {
  const write = stream.write.bind(stream);
  // `write` has several forms; this program uses only the one with a string.
  stream.write = ((text: string | Uint8Array, ...rest: []) =>
    write(typeof text === 'string' ? secrets.redact(text) : text, ...rest)) as typeof stream.write;
  return stream;
}
