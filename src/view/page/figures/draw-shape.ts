// The shapes of points on a canvas. Start at `drawShape`.
import type { Shape } from './series-looks.ts';

/** @param radius in pixels of the canvas, as `x` and `y` */
export function drawShape(
  context: CanvasRenderingContext2D,
  shape: Shape,
  at: { x: number; y: number; radius: number },
): void {
  const { x, y, radius } = at;
  context.beginPath();
  switch (shape) {
    case 'circle':
    case 'ring':
      context.arc(x, y, radius, 0, 2 * Math.PI);
      break;
    case 'square':
      context.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      break;
    case 'triangle':
      polygon(context, at, [0, -1.2, 1.1, 0.8, -1.1, 0.8]);
      break;
    case 'diamond':
      polygon(context, at, [0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0]);
      break;
    case 'cross':
      strokes(context, at, [-1, -1, 1, 1, -1, 1, 1, -1]);
      break;
    case 'plus':
      strokes(context, at, [0, -1.2, 0, 1.2, -1.2, 0, 1.2, 0]);
      break;
  }
  if (shape === 'ring' || shape === 'cross' || shape === 'plus') context.stroke();
  else context.fill();
}

type At = Parameters<typeof drawShape>[2];

function polygon(context: CanvasRenderingContext2D, { x, y, radius }: At, corners: readonly number[]): void {
  for (let index = 0; index < corners.length; index += 2)
    context.lineTo(x + (corners[index] ?? 0) * radius, y + (corners[index + 1] ?? 0) * radius);
  context.closePath();
}

/** Pairs of ends. */
function strokes(context: CanvasRenderingContext2D, { x, y, radius }: At, ends: readonly number[]): void {
  for (let index = 0; index < ends.length; index += 4) {
    context.moveTo(x + (ends[index] ?? 0) * radius, y + (ends[index + 1] ?? 0) * radius);
    context.lineTo(x + (ends[index + 2] ?? 0) * radius, y + (ends[index + 3] ?? 0) * radius);
  }
}
