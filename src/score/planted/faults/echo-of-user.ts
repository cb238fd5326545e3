import { type Fault, goodTurns, isJapanese, prepend } from '../fault.ts';

/**
 * The user's own line in the reply. Weak: in front of a good reply. Medium: with an interjection, and nothing else. Strong: word for word,
 * and nothing else.
 */
export const echoOfUser: Fault = {
  checks: ['echo.user'],
  plant(planting) {
    const { scenario, strength, chance } = planting;
    const least = isJapanese(scenario) ? 12 : 18;
    const good = chance.pick(goodTurns(planting).filter(({ user }) => [...user].length >= least));
    if (!good) return [];
    const { turn, user, reply } = good;
    if (strength === 'strong') return [{ turn, reply: user }];
    if (strength === 'weak') return [{ turn, reply: prepend(user, reply) }];
    return [{ turn, reply: prepend(chance.phrase(isJapanese(scenario) ? JAPANESE : ENGLISH), user) }];
  },
};

const JAPANESE = [
  'うん、',
  'へえ、',
  'そっか、',
  'えっ、',
  'なるほど、',
  'ああ、',
  'はい、',
  'うーん、',
  'ほう、',
  'そうか、',
  'まあ、',
  'おお、',
];

const ENGLISH = ['Oh,', 'Well,', 'Hm,', 'Ah,', 'Yes,', 'So,', 'Right,', 'Okay,', 'Huh,', 'Aye,', 'Sure,', 'You said:'];
