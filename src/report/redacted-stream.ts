import type { Secrets } from '../core/secrets.ts';

/** The same stream, through which no key goes. */
export function redactedStream<Stream extends NodeJS.WritableStream>(
  stream: Stream,
  secrets: Pick<Secrets, 'redact'>,
): Stream {
  const write = stream.write.bind(stream);
  // `write` has several forms; this program uses the one with a text alone.
  stream.write = ((text: string | Uint8Array, ...rest: []) =>
    write(typeof text === 'string' ? secrets.redact(text) : text, ...rest)) as typeof stream.write;
  return stream;
}
