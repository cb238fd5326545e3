// What somebody said, as a terminal shows it: no endless text, no endless indent. Start at `limitedText`.
import { say, type Text } from '../../words/text.ts';
import { calmText } from './calm-text.ts';

/** More than this is read with `hitogara show`. */
const MOST_CHARACTERS = 8_000;
const MOST_LINES = 200;

export function limitedText(text: string, told: (text: Text) => string): string {
  const whole = indented(calmText(text));
  const some = whole.split('\n').slice(0, MOST_LINES).join('\n');
  const shown = some.length > MOST_CHARACTERS ? [...some.slice(0, MOST_CHARACTERS)].slice(0, -1).join('') : some;
  if (shown.length === whole.length) return whole;
  return `${shown}… ${told(say('({n} more characters)', { n: [...whole.slice(shown.length)].length }))}`;
}

/** What is indented by a thousand spaces would leave its column. */
function indented(text: string): string {
  return text.replace(/^[^\S\n]{5,}(?=\S)/gm, '    ').replace(/[^\S\n]+$/gm, '');
}
