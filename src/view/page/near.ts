// Whether an element is on the screen, or nearly: what is far away is not drawn in full. Start at `useNear`.
import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Two screens ahead, so that what is scrolled to is there already. */
const MARGIN = '150% 0px';

const listeners = new WeakMap<Element, (isNear: boolean) => void>();
let observer: IntersectionObserver | null = null;

/** Stays true once it was true. */
export function useNear<Target extends Element>(): { ref: RefObject<Target | null>; isNear: Signal<boolean> } {
  const ref = useRef<Target>(null);
  const isNear = useSignal(false);
  useEffect(() => {
    const target = ref.current;
    if (!target || isNear.value) return;
    const root = document.getElementById('scroller');
    if (observer?.root !== root) observer = new IntersectionObserver(tell, { root, rootMargin: MARGIN });
    const watching = observer;
    listeners.set(target, (now) => {
      if (!now) return;
      isNear.value = true;
      watching.unobserve(target);
    });
    watching.observe(target);
    return () => watching.unobserve(target);
  }, [isNear]);
  return { ref, isNear };
}

function tell(entries: IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
}
