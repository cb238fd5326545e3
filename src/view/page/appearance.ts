// Light or dark: as the system has it, until the reader chooses. Start at `toggleTheme`.
import { effect, signal } from '@preact/signals';
import { remember, remembered } from './memory.ts';

const MEMORY = 'theme';
const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const chosen = signal<Theme | null>(THEMES.find((known) => known === remembered(MEMORY)) ?? null);
const system = signal<Theme>('light');

export function themeNow(): Theme {
  return chosen.value ?? system.value;
}

export function toggleTheme(): void {
  chosen.value = themeNow() === 'light' ? 'dark' : 'light';
  remember(MEMORY, chosen.value);
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = (): void => {
  system.value = dark.matches ? 'dark' : 'light';
};
follow();
dark.addEventListener('change', follow);

effect(() => {
  if (chosen.value === null) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen.value;
});
