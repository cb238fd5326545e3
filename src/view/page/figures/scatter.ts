// Points with bars for what is not certain, each with its name beside it. Start at `scatterOf`.
import type uPlot from 'uplot';
import { axisOf, isLogarithmic, type Limits } from './axis.ts';
import type { Draw, Picture } from './chart.tsx';
import { drawShape } from './draw-shape.ts';
import { frameOf, ratioOf, shortened, widthOf, writeName } from './drawing.ts';
import type { Ink } from './ink.ts';
import { type Box, besidePoints } from './place-labels.ts';
import { lookOf } from './series-looks.ts';

export interface ScatterPoint {
  name: string;
  /** Of its column, for its look. */
  index: number;
  x: number;
  y: number;
  /** Ends of the bar; null: there is none. */
  low: number | null;
  high: number | null;
}

export interface Quantity extends Limits {
  format: (value: number) => string;
}

const RADIUS = 5;
const LINE = 16;

export function scatterOf(points: readonly ScatterPoint[], x: Quantity, y: Quantity): Picture {
  const sorted = [...points].sort((a, b) => a.x - b.x);
  const xs = sorted.map((point) => point.x);
  const ys = sorted.flatMap((point) => [point.y, point.low, point.high].filter((value) => value !== null));
  const draw: Draw = (ink, { width, height }) => {
    const across = axisOf(xs, Math.max(2, Math.floor(width / 90)), x);
    const up = axisOf(ys, Math.max(2, Math.floor(height / 50)), y);
    return {
      options: {
        ...frameOf(ink, { axis: across, format: x.format }, { axis: up, format: y.format }, 12),
        series: [{}, { paths: () => null, points: { show: false } }],
        hooks: { draw: [(plot) => drawPoints(plot, sorted, ink)] },
      },
      data: [xs, sorted.map((point) => point.y)],
    };
  };
  return { draw, isLogarithmic: isLogarithmic(xs, x) };
}

function drawPoints(plot: uPlot, points: readonly ScatterPoint[], ink: Ink): void {
  const { ctx: context, bbox } = plot;
  const ratio = ratioOf(plot);
  const toX = (value: number): number => plot.valToPos(value, 'x', true);
  const toY = (value: number): number => plot.valToPos(value, 'y', true);
  context.save();
  const taken: Box[] = [];
  for (const point of points) {
    const at = { x: toX(point.x), y: toY(point.y), radius: RADIUS * ratio };
    const look = lookOf(point.index, ink);
    context.strokeStyle = context.fillStyle = look.colour;
    context.lineWidth = 1.5 * ratio;
    const bar = drawBar(context, at, { from: toY(point.high ?? point.y), to: toY(point.low ?? point.y) });
    context.lineWidth = 2 * ratio;
    drawShape(context, look.shape, at);
    taken.push(bar, { left: at.x - at.radius, top: at.y - at.radius, width: 2 * at.radius, height: 2 * at.radius });
  }
  const names = points.map(({ name }) => shortened(name, bbox.width / ratio / 2, ink));
  const places = besidePoints(
    points.map((point, index) => ({
      x: toX(point.x) / ratio,
      y: toY(point.y) / ratio,
      width: widthOf(names[index] ?? '', ink),
    })),
    LINE,
    scaled(bbox, 1 / ratio),
    taken.map((box) => scaled(box, 1 / ratio)),
  );
  for (const [index, box] of places.entries()) {
    const point = points[index];
    if (point) drawLeader(context, { x: toX(point.x), y: toY(point.y) }, scaled(box, ratio), ink);
    writeName(context, names[index] ?? '', { x: box.left * ratio, y: (box.top + box.height / 2) * ratio, ratio }, ink);
  }
  context.restore();
}

/** With a short line across each end. */
function drawBar(
  context: CanvasRenderingContext2D,
  { x, radius }: { x: number; radius: number },
  { from, to }: { from: number; to: number },
): Box {
  const half = radius * 0.8;
  if (from !== to) {
    context.beginPath();
    for (const end of [from, to]) {
      context.moveTo(x - half, end);
      context.lineTo(x + half, end);
    }
    context.moveTo(x, from);
    context.lineTo(x, to);
    context.stroke();
  }
  return { left: x - half, top: from, width: 2 * half, height: to - from };
}

/** Where a name stands away from its point. */
function drawLeader(context: CanvasRenderingContext2D, point: { x: number; y: number }, name: Box, ink: Ink): void {
  const middle = name.top + name.height / 2;
  if (Math.abs(middle - point.y) < name.height * 1.5) return;
  context.strokeStyle = ink.quiet;
  context.lineWidth = name.height / LINE;
  context.beginPath();
  context.moveTo(point.x, point.y);
  context.lineTo(name.left > point.x ? name.left : Math.min(point.x, name.left + name.width), middle);
  context.stroke();
}

function scaled({ left, top, width, height }: Box, factor: number): Box {
  return { left: left * factor, top: top * factor, width: width * factor, height: height * factor };
}
