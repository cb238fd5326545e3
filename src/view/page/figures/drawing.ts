// What the charts have in common: axes without noise, and names written on the canvas. Start at `frameOf`.
import type uPlot from 'uplot';
import { inertLine } from '../../../core/inert-text.ts';
import type { Axis } from './axis.ts';
import type { Drawing } from './chart.tsx';
import type { Ink } from './ink.ts';

const FONT_SIZE = 12;

/** Beside an axis, `2 MB` reads better than `2.00 MB`. */
const ZEROS = /\.0+(?!\d)/;

interface Scale {
  axis: Axis;
  /** Of the numbers beside it. */
  format: (value: number) => string;
}

/** Everything but the series. */
export function frameOf(ink: Ink, x: Scale, y: Scale, right: number): Drawing['options'] {
  const font = `${FONT_SIZE}px ${ink.family}`;
  const common = { stroke: ink.quiet, font, ticks: { show: false }, gap: 6 };
  const named = ({ axis, format }: Scale): string[] => axis.ticks.map((tick) => format(tick).replace(ZEROS, ''));
  const width = Math.max(...named(y).map((name) => widthOf(name, ink)), 0) + 12;
  // The last number stands half beyond the end of the axis.
  const beyond = widthOf(named(x).at(-1) ?? '', ink) / 2;
  const split = (scale: Scale): Partial<uPlot.Axis> => ({
    splits: () => scale.axis.ticks,
    values: () => named(scale),
    // uPlot would leave numbers out of a logarithmic axis, and all where it finds them too close.
    filter: (_, ticks) => ticks,
    space: 0,
  });
  return {
    padding: [12, Math.max(right, beyond), 0, 0],
    scales: { x: { time: false, ...reachOf(x.axis) }, y: reachOf(y.axis) },
    axes: [
      { ...common, ...split(x), grid: { show: false }, border: { show: true, stroke: ink.line, width: 1 }, size: 28 },
      { ...common, ...split(y), grid: { stroke: ink.line, width: 1 }, size: width },
    ],
    series: [],
  };
}

function reachOf({ min, max, isLogarithmic }: Axis): uPlot.Scale {
  return { range: [min, max], distr: isLogarithmic ? 3 : 1 };
}

/** Pixels of the canvas in one CSS pixel. */
export function ratioOf({ ctx, width }: uPlot): number {
  return ctx.canvas.width / width;
}

/** Of a text in CSS pixels. */
export function widthOf(text: string, ink: Ink): number {
  ruler ??= document.createElement('canvas').getContext('2d');
  if (ruler === null) return text.length * FONT_SIZE;
  ruler.font = `${FONT_SIZE}px ${ink.family}`;
  return ruler.measureText(text).width;
}

let ruler: CanvasRenderingContext2D | null = null;

/** The text without what would reorder it, or its beginning and end with `…` between, so that it is no wider than `most`. */
export function shortened(name: string, most: number, ink: Ink): string {
  const text = inertLine(name);
  if (widthOf(text, ink) <= most) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 1; kept -= 1) {
    const end = Math.floor(kept / 2);
    const short = `${characters.slice(0, kept - end).join('')}…${characters.slice(-end).join('')}`;
    if (widthOf(short, ink) <= most) return short;
  }
  return '…';
}

/** Writes a name with its middle at `y`; a rim of paper keeps it readable on lines. In pixels of the canvas. */
export function writeName(
  context: CanvasRenderingContext2D,
  text: string,
  at: { x: number; y: number; ratio: number },
  ink: Ink,
): void {
  context.font = `${FONT_SIZE * at.ratio}px ${ink.family}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.setLineDash([]);
  context.lineWidth = 4 * at.ratio;
  context.strokeStyle = ink.paper;
  context.strokeText(text, at.x, at.y);
  context.fillStyle = ink.text;
  context.fillText(text, at.x, at.y);
}
