// What the browser keeps for this page. A browser may refuse to keep anything; the page works without. Start at `remembered`.

const PREFIX = 'hitogara.';

/** null: nothing is kept under this name. */
export function remembered(name: string, storage: Kept = 'always'): string | null {
  try {
    return STORAGES[storage]().getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** @returns whether it is kept now */
export function remember(name: string, text: string, storage: Kept = 'always'): boolean {
  try {
    STORAGES[storage]().setItem(PREFIX + name, text);
    return true;
  } catch {
    return false;
  }
}

/** tab: until the tab is closed. */
type Kept = 'always' | 'tab';

/** Asking for them may already throw. */
const STORAGES: Record<Kept, () => Storage> = { always: () => localStorage, tab: () => sessionStorage };
