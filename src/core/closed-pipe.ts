const CODES: readonly unknown[] = ['EPIPE', 'EOF', 'ERR_STREAM_DESTROYED'];

/** The reader of a pipe is gone, as with `| head`: nobody wants the rest. On Windows that may be said in other words. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CODES.includes(error.code);
}
