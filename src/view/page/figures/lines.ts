// Lines over the turns of a conversation, each with its name at its end. Start at `linesOf`.
import type uPlot from 'uplot';
import { axisOf, isLogarithmic, type Limits } from './axis.ts';
import type { Draw, Picture } from './chart.tsx';
import { drawShape } from './draw-shape.ts';
import { frameOf, ratioOf, shortened, widthOf, writeName } from './drawing.ts';
import type { Ink } from './ink.ts';
import { spread } from './place-labels.ts';
import { lookOf } from './series-looks.ts';

export interface Line {
  name: string;
  /** Of its column, for its look. */
  index: number;
  /** One for each turn; null: not measured. */
  values: readonly (number | null)[];
}

/** Between the end of the lines and their names, in CSS pixels. */
const LEADER = 22;
const NAME_DISTANCE = 15;
const RADIUS = 3.5;

/** Of speeds and times. */
const LIMITS: Limits = { low: 0, high: null, fromLow: true, hasFactors: true };

export function linesOf(turns: readonly number[], lines: readonly Line[], format: (value: number) => string): Picture {
  const measured = lines.filter(({ values }) => values.some((value) => value !== null));
  const values = measured.flatMap((line) => line.values.filter((value) => value !== null));
  const draw: Draw = (ink, { width, height }) => {
    const names = measured.map(({ name }) => shortened(name, width * 0.3, ink));
    const right = Math.max(...names.map((name) => widthOf(name, ink)), 0) + LEADER + 4;
    const up = axisOf(values, Math.max(2, Math.floor(height / 50)), LIMITS);
    const first = turns[0] ?? 1;
    const last = turns.at(-1) ?? first;
    const across = {
      min: first - (first === last ? 0.5 : 0),
      max: last + (first === last ? 0.5 : 0),
      isLogarithmic: false,
      ticks: wholeTicks(turns, Math.max(2, Math.floor((width - right) / 40))),
    };
    const options = frameOf(ink, { axis: across, format: String }, { axis: up, format }, right);
    return {
      options: {
        ...options,
        series: [{}, ...measured.map((line) => seriesOf(line, ink))],
        hooks: { draw: [(plot) => drawEnds(plot, measured, names, ink)] },
      },
      data: [[...turns], ...measured.map((line) => [...line.values])],
    };
  };
  return { draw, isLogarithmic: isLogarithmic(values, LIMITS) };
}

function seriesOf(line: Line, ink: Ink): uPlot.Series {
  const { colour, dash } = lookOf(line.index, ink);
  return { stroke: colour, dash, width: 2, points: { show: false } };
}

/** Turns at even distances, the first among them. */
function wholeTicks(turns: readonly number[], most: number): number[] {
  const step = Math.ceil(turns.length / most);
  return turns.filter((_, index) => index % step === 0);
}

/** The shapes on the lines, and from the last of each a thin line to its name. */
function drawEnds(plot: uPlot, lines: readonly Line[], names: readonly string[], ink: Ink): void {
  const { ctx: context, bbox, data } = plot;
  const ratio = ratioOf(plot);
  const [turns] = data;
  const ends = lines.map(({ values }) => {
    const index = values.findLastIndex((value) => value !== null);
    const value = values[index] ?? null;
    return value === null
      ? null
      : { x: plot.valToPos(turns[index] ?? 0, 'x', true), y: plot.valToPos(value, 'y', true) };
  });
  const heights = spread(
    ends.map((end) => end?.y ?? bbox.top + bbox.height),
    NAME_DISTANCE * ratio,
    bbox.top,
    bbox.top + bbox.height,
  );
  context.save();
  for (const [index, line] of lines.entries()) {
    const end = ends[index];
    if (!end) continue;
    const look = lookOf(line.index, ink);
    context.setLineDash([]);
    context.strokeStyle = context.fillStyle = look.colour;
    context.lineWidth = 1.5 * ratio;
    for (const [turn, value] of line.values.entries()) {
      if (value === null) continue;
      const at = { x: plot.valToPos(turns[turn] ?? 0, 'x', true), y: plot.valToPos(value, 'y', true) };
      drawShape(context, look.shape, { ...at, radius: RADIUS * ratio });
    }
    const name = { x: bbox.left + bbox.width + LEADER * ratio, y: heights[index] ?? end.y };
    drawLeader(context, end, name, ratio);
    writeName(context, names[index] ?? '', { ...name, ratio }, ink);
  }
  context.restore();
}

function drawLeader(
  context: CanvasRenderingContext2D,
  from: { x: number; y: number },
  to: { x: number; y: number },
  ratio: number,
): void {
  context.lineWidth = ratio;
  context.beginPath();
  context.moveTo(from.x + 6 * ratio, from.y);
  context.lineTo(to.x - 4 * ratio, to.y);
  context.stroke();
}
