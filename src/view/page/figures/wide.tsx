// A place in which a table wider than the page can be scrolled, with the keyboard too. Start at `Wide`.
import type { ComponentChildren } from 'preact';

export function Wide({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section class="wide" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
