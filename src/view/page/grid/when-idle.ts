// What can wait until the browser has nothing else to do. Start at `useWhenIdle`.
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { whenIdle } from '../idle.ts';

/** So many at a time: a few milliseconds. */
const AT_ONCE = 16;

const waiting = new Set<Signal<boolean>>();

/** Whether the browser has had time since this was drawn. */
export function useWhenIdle(): boolean {
  const isTime = useSignal(false);
  useEffect(() => {
    if (waiting.size === 0) whenIdle(next);
    waiting.add(isTime);
    return () => void waiting.delete(isTime);
  }, [isTime]);
  return isTime.value;
}

function next(): void {
  let left = AT_ONCE;
  for (const isTime of waiting) {
    if (left-- === 0) break;
    waiting.delete(isTime);
    isTime.value = true;
  }
  if (waiting.size > 0) whenIdle(next);
}
