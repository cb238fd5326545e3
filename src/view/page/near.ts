// Whether an element is on the screen, or nearly: what is far away is drawn without its details, or not at all. Start at `useNear`.
import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** So far around the screen, so that what is scrolled to is there already. */
const MARGIN = '40% 0px';

interface Near<Target extends Element> {
  ref: RefObject<Target | null>;
  isNear: Signal<boolean>;
  /** In pixels, when it was near the last time; null: never. */
  height: RefObject<number | null>;
}

type Listener = (entry: IntersectionObserverEntry) => void;

const listeners = new WeakMap<Element, Listener>();
let observer: IntersectionObserver | null = null;

/** @param isForGood what was near once stays near */
export function useNear<Target extends Element>(isForGood: boolean): Near<Target> {
  const ref = useRef<Target | null>(null);
  const height = useRef<number | null>(null);
  const isNear = useSignal(false);
  useEffect(() => {
    const target = ref.current;
    if (!target) return;
    const watching = currentObserver();
    listeners.set(target, ({ isIntersecting, boundingClientRect }) => {
      if (!isIntersecting && isNear.value) height.current = boundingClientRect.height;
      isNear.value = isIntersecting;
      if (isIntersecting && isForGood) watching.unobserve(target);
    });
    watching.observe(target);
    return () => watching.unobserve(target);
  }, [isNear, isForGood]);
  return { ref, isNear, height };
}

function currentObserver(): IntersectionObserver {
  const root = document.getElementById('scroller');
  if (observer?.root !== root) observer = new IntersectionObserver(tell, { root, rootMargin: MARGIN });
  return observer;
}

function tell(entries: IntersectionObserverEntry[]): void {
  for (const entry of entries) listeners.get(entry.target)?.(entry);
}
