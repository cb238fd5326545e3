// What a user's mistake says; anything else that is thrown fails the test.
import { UserError } from '../../dist/core/errors.js';

export function mistakeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The same for what fails later. */
export async function laterMistakeOf(action: Promise<unknown>): Promise<string> {
  const thrown = await action.then(
    () => undefined,
    (error: unknown) => error,
  );
  return mistakeOf(() => {
    if (thrown !== undefined) throw thrown;
  });
}
