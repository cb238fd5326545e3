// Small pictures beside words or in place of them; whoever uses one names what it does. Start at `Icon`.

const PATHS = {
  up: 'M2 7h2.5v6.5H2zM5.5 13V7l2.6-5c1 0 1.6.7 1.4 1.7L9.1 6h4c.8 0 1.3.7 1.1 1.4l-1.3 5c-.2.7-.8 1.1-1.5 1.1z',
  down: 'M2 2.5h2.500V9H2zM5.5 3v6l2.600 5c1 0 1.600-.7 1.400-1.700L9.100 10h4c.8 0 1.300-.7 1.100-1.400l-1.300-5c-.2-.7-.8-1.100-1.500-1.100z',
  note: 'M3 2.500h10v8l-3 3H3zM5 5.500h6M5 8.500h4',
  raw: 'M6 3 2 8l4 5M10 3l4 5-4 5',
  details: 'M2.500 3.500h11M2.500 8h11M2.500 12.500h7',
  star: 'm8 1.800 1.900 3.900 4.300.6-3.100 3 .7 4.300L8 11.600l-3.800 2 .7-4.300-3.100-3 4.300-.6z',
  filter: 'M2 3.500h12M4.500 8h7M6.500 12.500h3',
  save: 'M8 2v7.500M4.800 6.500 8 9.700l3.200-3.200M2.500 13h11',
  light:
    'M8 4.500a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7zM8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  dark: 'M13.500 9.800A6 6 0 0 1 6.200 2.500a6 6 0 1 0 7.300 7.300z',
  close: 'm3.500 3.500 9 9M12.500 3.500l-9 9',
  back: 'M10 3 5 8l5 5',
  forward: 'm6 3 5 5-5 5',
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: readonly IconName[] = ['up', 'down'];

export function Icon({ name, isFull = false }: { name: IconName; isFull?: boolean }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} class={isFull || FILLED.includes(name) ? 'full' : undefined} />
    </svg>
  );
}
