import { type Fault, goodTurns, isJapanese, prepend } from '../fault.ts';

/** The reply of the turn before comes again. Weak: with a few words in front. Medium: word for word. Strong: three times in a row. */
export const repeatsPrevious: Fault = {
  checks: ['repeat.previous'],
  plant(planting) {
    const { scenario, strength, chance } = planting;
    const turns = goodTurns(planting);
    const times = strength === 'strong' ? 3 : 1;
    const previous = chance.pick(turns.slice(0, -times).filter(({ reply }) => [...reply].length >= 14));
    if (!previous) return [];
    const lead = strength === 'weak' ? chance.phrase(isJapanese(scenario) ? JAPANESE : ENGLISH) : '';
    const reply = lead === '' ? previous.reply : prepend(lead, previous.reply);
    return Array.from({ length: times }, (_, index) => ({ turn: previous.turn + 1 + index, reply }));
  },
};

const JAPANESE = [
  'うん、',
  'だから、',
  'えっと、',
  'ああ、',
  'そう、',
  'いや、',
  'ええ、',
  'さっきも言ったが、',
  'まあ、',
  'では、',
  'ほら、',
  'そうだな、',
];

const ENGLISH = [
  'Well,',
  'Yes,',
  'Like I said,',
  'Hm,',
  'Okay,',
  'Oh,',
  'Right,',
  'So,',
  'Ah,',
  'Again,',
  'No,',
  'You see,',
];
