// What the conversation says up to one reply, in order: what of a prompt is not the template's. Start at `saidBefore`.
import type { ComparedScenario, Section } from '../../../compare/comparison.ts';
import { type Place, takeAt, talkAt } from './place.ts';

export function saidBefore(section: Section, scenario: ComparedScenario, place: Place): string[] {
  const dropped = takeAt(section, place)?.take.droppedTurns ?? 0;
  const greeting = talkAt(section, place)?.greeting ?? scenario.greeting ?? '';
  const rows = section.rows.filter(({ turn }) => turn <= place.turn).sort((a, b) => a.turn - b.turn);
  const texts = rows.slice(dropped).flatMap((row) => {
    const reply = takeAt(section, { ...place, turn: row.turn })?.reply;
    const user = reply?.user ?? row.user ?? '';
    return row.turn === place.turn ? [user] : [user, reply?.text ?? ''];
  });
  // The greeting leads up to the first turn, and is left out with it.
  return [scenario.persona?.instruction ?? '', ...(dropped === 0 ? [greeting] : []), ...texts];
}
