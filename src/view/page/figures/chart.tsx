// One drawing of uPlot in a place of the page: drawn when the place can be seen, and again when its width, the theme or the paper changes.
// It knows nothing of what is drawn. Start at `Chart`.
import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { themeNow } from '../appearance.ts';
import { isPrinting } from '../media.ts';
import { type Ink, inkOf } from './ink.ts';

export interface Drawing {
  options: Omit<uPlot.Options, 'width' | 'height'>;
  data: uPlot.AlignedData;
}

/** What a chart of `Chart` is made from. */
export interface Picture {
  draw: Draw;
  /** The axis along which values may lie far apart: a reader must be told. */
  isLogarithmic: boolean;
}

export type Draw = (ink: Ink, size: { width: number; height: number }) => Drawing;

interface ChartProps {
  /** What a screen reader says in place of the picture; the table beneath has the numbers. */
  label: string;
  height: number;
  /** The chart is drawn again when this is another function. */
  draw: Draw;
}

export function Chart({ label, height, draw }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current ? keepDrawn(place.current, height, draw) : undefined), [height, draw]);
  return <div class="chart" ref={place} role="img" aria-label={label} style={{ minHeight: `${height}px` }} />;
}

/** @returns what ends it */
function keepDrawn(place: HTMLElement, height: number, draw: Draw): () => void {
  let width = 0;
  let plot: uPlot | null = null;
  const redraw = (): void => {
    plot?.destroy();
    const Plot = library.value;
    // A hidden tab has no width.
    plot = width === 0 || !Plot ? null : drawnBy(Plot, { place, width, height, draw });
  };
  void loadLibrary();
  const onResize = new ResizeObserver(() => {
    if (width === place.clientWidth) return;
    width = place.clientWidth;
    redraw();
  });
  onResize.observe(place);
  const stop = effect(() => {
    themeNow();
    place.toggleAttribute('data-paper', isPrinting.value);
    redraw();
  });
  return () => {
    onResize.disconnect();
    stop();
    plot?.destroy();
  };
}

/** Loaded with the first chart: what it does when it is loaded would keep the replies waiting. */
const library = signal<typeof uPlot | null>(null);

async function loadLibrary(): Promise<void> {
  library.value ??= (await import('uplot')).default;
}

interface Place {
  place: HTMLElement;
  width: number;
  height: number;
  draw: Draw;
}

function drawnBy(Plot: typeof uPlot, { place, draw, ...size }: Place): uPlot {
  const { options, data } = draw(inkOf(place), size);
  return new Plot({ ...options, ...size, legend: { show: false }, cursor: { show: false } }, data, place);
}
