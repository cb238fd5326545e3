/** In milliseconds: a browser that is never idle gets to it all the same. */
const LONGEST_WAIT = 1_000;

/** Safari has no idle callbacks. */
export function whenIdle(then: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(then, { timeout: LONGEST_WAIT });
  else setTimeout(then, 50);
}
