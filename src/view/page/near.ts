// Whether an element is on the screen, or nearly: what is far away is drawn without its details, or not at all. Start at `useNear`.
import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** So far around the screen, so that what is scrolled to is there already; what costs more is drawn later. */
const MARGINS = { scenario: '100% 0px', row: '40% 0px' };

interface Near<Target extends Element> {
  ref: RefObject<Target | null>;
  isNear: Signal<boolean>;
  /** In pixels, when it was near the last time; null: never. */
  height: RefObject<number | null>;
}

type Listener = (entry: IntersectionObserverEntry) => void;

const listeners = new WeakMap<Element, Listener>();
const observers = new Map<keyof typeof MARGINS, IntersectionObserver>();

/**
 * A row that was near once stays near.
 *
 * @param isAtFirst until the browser has looked
 */
export function useNear<Target extends Element>(what: keyof typeof MARGINS, isAtFirst = false): Near<Target> {
  const ref = useRef<Target | null>(null);
  const height = useRef<number | null>(null);
  const isNear = useSignal(isAtFirst);
  useEffect(() => {
    const target = ref.current;
    if (!target) return;
    const watching = currentObserver(what);
    listeners.set(target, ({ isIntersecting, boundingClientRect }) => {
      if (!isIntersecting && isNear.value) height.current = boundingClientRect.height;
      isNear.value = isIntersecting;
      if (isIntersecting && what === 'row') watching.unobserve(target);
    });
    watching.observe(target);
    return () => watching.unobserve(target);
  }, [isNear, what]);
  return { ref, isNear, height };
}

function currentObserver(what: keyof typeof MARGINS): IntersectionObserver {
  const root = document.getElementById('scroller');
  const known = observers.get(what);
  if (known?.root === root) return known;
  const observer = new IntersectionObserver(tell, { root, rootMargin: MARGINS[what] });
  observers.set(what, observer);
  return observer;
}

function tell(entries: IntersectionObserverEntry[]): void {
  for (const entry of entries) listeners.get(entry.target)?.(entry);
}
