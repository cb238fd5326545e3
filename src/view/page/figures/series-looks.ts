// How columns are told apart in a chart: by colour, by dash and by the shape of their points, so that none of these is needed alone.
// Start at `lookOf`.

const SHAPES = ['circle', 'square', 'triangle', 'diamond', 'cross', 'ring', 'plus'] as const;
export type Shape = (typeof SHAPES)[number];

/** In CSS pixels: drawn, left out, and so on. */
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2]];

interface Colours {
  series: readonly string[];
  /** Where there is no other. */
  text: string;
}

export interface Look {
  colour: string;
  dash: number[];
  shape: Shape;
}

/** Numbers of colours, dashes and shapes have no common factor, so that looks come again only after all of their combinations. */
export function lookOf(index: number, { series, text }: Colours): Look {
  return {
    colour: series[index % series.length] ?? text,
    dash: DASHES[index % DASHES.length] ?? [],
    shape: SHAPES[index % SHAPES.length] ?? 'circle',
  };
}
