// Keeps the address in step with what the reader looks at, and the other way round. Start at `followAddress`.
import { effect } from '@preact/signals';
import { hashOf, placeFrom, viewFrom } from './hash.ts';
import { remember, remembered } from './memory.ts';
import { at, type View, view } from './view-state.ts';

const HIDDEN = 'hidden';
/** Browsers refuse to change it too often. */
const PAUSE_MS = 200;

/** @param onQuery what is compared has changed */
export function followAddress(onQuery: () => void): void {
  view.value = restored(viewFrom(location.hash));
  at.value = placeFrom(location.hash);
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const hash = hashOf(view.value, at.value);
    if (view.value.mode === 'blind') keepNames(view.value);
    clearTimeout(timer);
    timer = setTimeout(() => write(hash), PAUSE_MS);
  });
  addEventListener('hashchange', () => {
    known = location.hash;
    const next = restored(viewFrom(location.hash));
    const place = placeFrom(location.hash);
    if (hashOf(next, place) === hashOf(view.value, at.value)) return;
    const isSameQuery = queryName(next) === queryName(view.value);
    view.value = next;
    at.value = place;
    if (!isSameQuery) onQuery();
  });
}

/** As it was written or read last. Another one is somebody's wish that has not been heard yet. */
let known = location.hash;

function write(hash: string): void {
  if (location.hash !== known || known.replace(/^#/, '') === hash) return;
  history.replaceState(null, '', `#${hash}`);
  known = location.hash;
}

function queryName({ runs, models, baseline }: View): string {
  return JSON.stringify([runs, models, baseline]);
}

/** Where names are hidden, the address has none: until the tab is closed, they are kept where nobody sees them. */
function keepNames({ runs, models, columns, baseline }: View): void {
  remember(HIDDEN, hashOf({ ...viewFrom(''), runs, models, columns, baseline }, null), 'tab');
}

function restored(next: View): View {
  if (next.mode !== 'blind' || next.runs.length > 0) return next;
  const { runs, models, columns, baseline } = viewFrom(remembered(HIDDEN, 'tab') ?? '');
  return { ...next, runs, models, columns, baseline };
}
