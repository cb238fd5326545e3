// A chart with its title, what its axes are, and the same numbers as a table. Start at `ChartFigure`.
import type { ComponentChildren } from 'preact';
import { say, type Text } from '../../../words/text.ts';
import { t } from '../words.ts';
import { Chart, type Picture } from './chart.tsx';
import { Wide } from './wide.tsx';

interface ChartFigureProps {
  title: string;
  /** Names of the axes. */
  x: string;
  y: string;
  /** What a reader must know to read it. */
  note: string;
  picture: Picture;
  /** Head and body of the table. */
  children: ComponentChildren;
}

const HEIGHT = 320;

export function ChartFigure({ title, x, y, note, picture, children }: ChartFigureProps) {
  return (
    <figure class="chart-figure">
      <figcaption>
        <h3>{title}</h3>
        <p class="basis">{note}</p>
      </figcaption>
      <p class="axis-name">↑ {y}</p>
      <Chart
        label={t(say('{title}: a picture; its numbers are in the table below', { title }))}
        height={HEIGHT}
        draw={picture.draw}
      />
      <p class="axis-name is-across">{x} →</p>
      <details>
        <summary>{t(say('the numbers of this chart'))}</summary>
        <Wide label={title}>
          <table class="figures-table">{children}</table>
        </Wide>
      </details>
    </figure>
  );
}

export function axisName(name: Text, { isLogarithmic }: Picture): Text {
  return isLogarithmic ? say('{name}, logarithmic', { name }) : name;
}

/** null: all are drawn. */
export function drawnNote(all: number, most: number): Text | null {
  return all <= most ? null : say('the first {count} of {all} are drawn; the table has all', { count: most, all });
}
