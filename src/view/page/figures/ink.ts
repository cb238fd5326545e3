// What a canvas needs to draw as the page around it looks: its colours and type, as they are right now. Start at `inkOf`.

export interface Ink {
  text: string;
  quiet: string;
  line: string;
  paper: string;
  /** One for each series; there may be more series than colours. */
  series: string[];
  /** Of numbers and names, for `font`. */
  family: string;
}

/** `--series-1` and so on, in figures.css. */
const SERIES = 6;

/** @param element stands in the page where the chart does, so that it has the theme of that place */
export function inkOf(element: HTMLElement): Ink {
  // A custom property may hold `light-dark(…)`: only the colour of an element is worked out.
  const probe = element.ownerDocument.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const ink = {
    text: colour('--chart-text'),
    quiet: colour('--chart-quiet'),
    line: colour('--chart-line'),
    paper: colour('--chart-paper'),
    series: Array.from({ length: SERIES }, (_, index) => colour(`--series-${index + 1}`)),
    family: getComputedStyle(element).fontFamily,
  };
  probe.remove();
  return ink;
}
