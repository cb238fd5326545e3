// A key for everything. Off while somebody types, or while a dialog is open. Start at `KEYS`.
import { type Label, say } from '../../words/text.ts';
import { toggleTheme } from './appearance.ts';
import { isBlind } from './columns.ts';
import { regressions } from './data.ts';
import { announce, dialog } from './dialogs.ts';
import { isFilterOpen } from './filters.tsx';
import { toggleRaw } from './grid/raw.ts';
import {
  chooseBaseline,
  chooseMode,
  clearFilters,
  goToEnd,
  here,
  preferSide,
  rateStars,
  rateThumb,
  step,
  stepColumn,
  stepSample,
} from './steps.ts';
import { at, look, seen, view } from './view-state.ts';
import { chooseWords, language } from './words.ts';

interface Key {
  /** As `KeyboardEvent.key` says them; `g g` is one after the other. */
  keys: readonly string[];
  does: Label;
  press: (key: string) => void;
}

export interface KeyGroup {
  name: Label;
  keys: readonly Key[];
}

const stop = (): string => (seen.mode.value === 'failures' ? 'tr[data-fault]' : 'tr[data-differs]');

export const KEYS: readonly KeyGroup[] = [
  {
    name: 'Moving',
    keys: [
      { keys: ['j', 'ArrowDown'], does: 'next turn', press: () => void step(1, 'tr.turn') },
      { keys: ['k', 'ArrowUp'], does: 'previous turn', press: () => void step(-1, 'tr.turn') },
      { keys: ['h', 'ArrowLeft'], does: 'column to the left', press: () => stepColumn(-1) },
      { keys: ['l', 'ArrowRight'], does: 'column to the right', press: () => stepColumn(1) },
      { keys: ['n'], does: 'next row that differs, or next fault', press: () => void step(1, stop()) },
      { keys: ['p'], does: 'previous row that differs, or previous fault', press: () => void step(-1, stop()) },
      { keys: ['[', ']'], does: 'previous or next sample', press: (key) => stepSample(key === ']' ? 1 : -1) },
      { keys: ['g g'], does: 'to the top', press: () => void goToEnd(-1) },
      { keys: ['G'], does: 'to the bottom', press: () => void goToEnd(1) },
    ],
  },
  {
    name: 'Looking',
    keys: [
      { keys: ['v'], does: 'read', press: () => chooseMode('read') },
      { keys: ['d'], does: 'difference from the baseline', press: () => chooseMode('difference') },
      { keys: ['o'], does: 'only rows that differ', press: () => chooseMode('only-different') },
      { keys: ['f'], does: 'only rows with a fault', press: () => chooseMode('failures') },
      { keys: ['B'], does: 'hide the names (blind)', press: () => chooseMode('blind') },
      {
        keys: ['w'],
        does: 'differences by word or by character',
        press: () => look({ unit: seen.unit.value === 'word' ? 'character' : 'word' }),
      },
      {
        keys: ['b'],
        does: 'compare the others with this column',
        press: () => !isBlind.value && at.value && chooseBaseline(at.value.column),
      },
      { keys: ['r'], does: 'every character of the reply', press: () => at.value && toggleRaw(at.value) },
      { keys: ['i'], does: 'prompt and settings of the reply', press: openDetails },
      {
        keys: ['m'],
        does: 'figures, or replies',
        press: () => !isBlind.value && look({ tab: view.value.tab === 'figures' ? 'replies' : 'figures' }),
      },
      {
        keys: ['c'],
        does: 'check for regressions, or replies',
        press: () => {
          if (isBlind.value || (regressions.value?.length ?? 0) === 0) return;
          look({ tab: view.value.tab === 'regression' ? 'replies' : 'regression' });
        },
      },
    ],
  },
  {
    name: 'Rating',
    keys: [
      {
        keys: ['1', '2', '3', '4', '5'],
        does: 'rate the reply',
        press: (key) => withReply((rated) => rateStars(rated, Number(key))),
      },
      {
        keys: ['+', '-'],
        does: 'thumb up or down',
        press: (key) => withReply((rated) => rateThumb(rated, key === '+' ? 'up' : 'down')),
      },
      {
        keys: ['e'],
        does: 'note and tags',
        press: () =>
          withReply((rated, name) => {
            dialog.value = { is: 'note', rated, name };
          }),
      },
      {
        keys: ['a', 's'],
        does: 'of two columns: the left or the right reply is better',
        press: (key) => withPair(key === 'a' ? 'left' : 'right'),
      },
      {
        keys: ['t', 'x'],
        does: 'of two columns: as good as each other, or both bad',
        press: (key) => withPair(key === 't' ? 'tie' : 'both-bad'),
      },
    ],
  },
  {
    name: 'The page',
    keys: [
      { keys: ['/'], does: 'search', press: () => document.getElementById('search')?.focus() },
      {
        keys: ['F'],
        does: 'filters',
        press: () => {
          isFilterOpen.value = !isFilterOpen.value;
        },
      },
      { keys: ['y'], does: 'copy a link to this place', press: () => void copyLink() },
      {
        keys: ['S'],
        does: 'save the ratings',
        press: () => {
          dialog.value = { is: 'save' };
        },
      },
      { keys: ['L'], does: 'English or Japanese', press: () => chooseWords(language.value === 'ja' ? 'en' : 'ja') },
      { keys: ['T'], does: 'light or dark', press: toggleTheme },
      {
        keys: ['?'],
        does: 'these keys',
        press: () => {
          dialog.value = { is: 'help' };
        },
      },
      { keys: ['Escape'], does: 'leave a field, close the filters, then clear them', press: leave },
    ],
  },
];

const actions = new Map(
  KEYS.flatMap(({ keys }) => keys.flatMap((each) => each.keys.map((key) => [key, each.press] as const))),
);

/** So long the second key of two may take. */
const PAUSE_MS = 1_000;

export function listenToKeys(): void {
  let before = { key: '', at: 0 };
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.value !== null) return;
    if (isTyping(event.target)) {
      if (event.key === 'Escape' && event.target instanceof HTMLElement) event.target.blur();
      return;
    }
    const two = event.timeStamp - before.at < PAUSE_MS ? actions.get(`${before.key} ${event.key}`) : undefined;
    before = { key: event.key, at: event.timeStamp };
    const action = two ?? actions.get(event.key);
    if (!action || isOwnKey(event)) return;
    event.preventDefault();
    action(event.key);
  });
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Arrows belong to what has the focus, if that uses them. */
function isOwnKey({ key, target }: KeyboardEvent): boolean {
  if (!key.startsWith('Arrow') || !(target instanceof Element)) return false;
  return target.closest('[role=tablist], [role=radiogroup], input, .figures') !== null;
}

function withReply(
  act: (rated: NonNullable<NonNullable<ReturnType<typeof here>>['rated']>, name: string) => void,
): void {
  const now = here();
  if (now?.rated) act(now.rated, now.name);
  else announce(say('choose a reply first: j, k, h, l'));
}

function withPair(side: 'left' | 'right' | 'tie' | 'both-bad'): void {
  const pair = here()?.pair;
  if (pair) preferSide(pair, side);
  else announce(say('for this, show two columns and choose a row in which both have a reply'));
}

function openDetails(): void {
  if (at.value && !isBlind.value) dialog.value = { is: 'details', place: at.value };
}

async function copyLink(): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    announce(say('link copied'));
  } catch {
    announce(say('the browser did not let the link be copied; it is in the address bar'));
  }
}

function leave(): void {
  if (isFilterOpen.value) isFilterOpen.value = false;
  else clearFilters();
}
