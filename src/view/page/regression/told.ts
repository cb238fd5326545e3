// What is shared with the printed forms is a text, or a name that is the same in every language. Start at `told`.
import { keptTogether } from '../../../report/regress/figures.ts';
import type { Text } from '../../../words/text.ts';
import { t } from '../words.ts';

/** In the reader's language. */
export function told(text: Text | string): string {
  return keptTogether(typeof text === 'string' ? text : t(text));
}
