// What an export leaves out of a run, counted while its conversations go by. Start at `lossTally`.
import type { ExportedConversation, ExportedRun } from '../formats/out/exported-run.ts';
import { LOSSES, type Loss } from '../formats/out/losses.ts';
import { joinTexts, say, type Text } from '../words/text.ts';

export interface LossTally {
  add(conversation: ExportedConversation): void;
  /**
   * One text for all of it; null: nothing is lost.
   * @param losses what the format has no place for
   * @param more counts or names that only the format knows
   */
  told(losses: readonly Loss[], more: Partial<Record<Loss, number | string>>): Text | null;
}

type Counted = (conversation: ExportedConversation) => number;

/** What a run may not have; the rest every run has. */
const COUNTED: readonly (readonly [Loss, Counted])[] = [
  ['failed', ({ turns, cutOff }) => turns.filter(({ outcome }) => outcome === 'failed').length + (cutOff ? 1 : 0)],
  ['unanswered', ({ turns }) => (turns.every(({ outcome }) => outcome === 'failed') ? 1 : 0)],
  ['truncated', ({ turns }) => turns.filter(({ outcome }) => outcome === 'truncated').length],
  ['refused', ({ turns }) => turns.filter(({ outcome }) => outcome === 'refused').length],
  ['thinking', ({ turns }) => turns.filter(({ reasoning }) => reasoning !== undefined).length],
  ['lore', ({ turns }) => turns.filter(({ lore = [] }) => lore.length > 0).length],
  ['greeting', ({ greeting }) => (greeting === null ? 0 : 1)],
  ['whole-checks', ({ scores }) => scores?.filter(({ turn }) => turn === null).length ?? 0],
];

/** @param ratings how many the run has */
export function lossTally(
  { isImported }: Pick<ExportedRun, 'isImported'>,
  { ratings, isScored }: { ratings: number; isScored: boolean },
): LossTally {
  const counts = new Map<Loss, number>([['ratings', ratings], ...(isScored ? [] : [['checks', 0] as const])]);
  return {
    add(conversation) {
      for (const [loss, count] of COUNTED) counts.set(loss, (counts.get(loss) ?? 0) + count(conversation));
    },
    told(losses, more) {
      const parts = losses.flatMap((loss): Text[] => {
        // Of a chat log, these are not known to begin with.
        if (isImported ? loss === 'settings' || loss === 'figures' || loss === 'prompts' : loss === 'told') return [];
        const n = more[loss] ?? counts.get(loss);
        if (n === 0 || n === '') return [];
        return [n === undefined ? say(LOSSES[loss]) : say('{what} ({n})', { what: say(LOSSES[loss]), n })];
      });
      return parts.length === 0 ? null : joinTexts(' · ', parts);
    },
  };
}
