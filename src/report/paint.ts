import { styleText } from 'node:util';
import type { Screen } from './screen.ts';

export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** Colours where the terminal has them and the user wants them; otherwise the text unchanged. */
export function painter({ stdout, environment }: Pick<Screen, 'stdout' | 'environment'>): Paint {
  const hasColour = stdout.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
  return (style, text) => (hasColour ? styleText(style, text, { validateStream: false }) : text);
}
