import { sentencesOf } from '../../reading/sentences.ts';
import { append, type Fault, goodTurns } from '../fault.ts';

/** The end of the reply is said again and again. Weak: six times. Medium: twelve. Strong: forty times, and then it breaks off. */
export const loop: Fault = {
  checks: ['loop'],
  plant(planting) {
    const { strength, chance } = planting;
    const units = goodTurns(planting).flatMap(({ turn, reply }) =>
      unitsOf(reply).map((unit) => ({ turn, reply, unit })),
    );
    const good = chance.pick(units);
    if (!good) return [];
    const { turn, reply, unit } = good;
    const times = { weak: 6, medium: 12, strong: 40 }[strength];
    const again = Array.from({ length: times - 1 }, () => unit).reduce((all, next) => append(all, next), '');
    const looped = append(reply, again);
    return [{ turn, reply: strength === 'strong' ? looped.slice(0, -3) : looped }];
  },
};

/** Its last sentence, or the last clause of it: 10 to 60 characters, so that six of them are a loop and no exclamation. */
function unitsOf(reply: string): string[] {
  const last = sentencesOf(reply).at(-1)?.text ?? '';
  return [last, last.split(/(?<=、)/).at(-1) ?? ''].filter((unit) => unit.length >= 10 && unit.length <= 60);
}
