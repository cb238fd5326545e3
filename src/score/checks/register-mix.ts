import { say } from '../../words/text.ts';
import { type Finding, notApplicable, onlyJapanese, passed, type TalkTurn, type TurnCheck } from '../check.ts';
import { spanOf } from '../reading/code-points.ts';
import { byRegister, rarer, registersOf, spansOfSentences, wordingOf } from '../reading/registers.ts';

/** One sentence of three is a slip, which warns; so are two of nine. */
const MIXED = { one: 1 / 3, several: 1 / 4 };
/** はい answers politely; はい、これ hands something over. Children say it to everybody. */
const POLITE_ANSWER = /^はい[、,，。！!]\s*(?!これ|どうぞ|お待|おま|あーん|チーズ|お土産|おみやげ|はい)/;

/**
 * Whether one reply mixes です・ます with plain form, as はい、元気だよ。今日もがんばります。 does. The value is the share of sentences in です・ます. It
 * fails when more than a third of the sentences are in the rarer of the two, or two and a quarter. はい、 before nothing but plain sentences warns.
 */
export const registerMix: TurnCheck<'register.mix'> = {
  id: 'register.mix',
  version: 2,
  unit: 'turn',
  onPartial: 'faults',
  needsTokens: true,
  run(turn, { persona }) {
    if (persona.language !== 'ja') return onlyJapanese();
    const judged = registersOf(turn, persona.endings).filter(({ isDeclared }) => !isDeclared);
    if (judged.length === 0) return notApplicable(say('no sentence has a register that could be judged'));
    const { polite, plain } = byRegister(judged);
    const share = polite.length / judged.length;
    if (polite.length === 0 && persona.register !== 'childlike') {
      const opener = politeOpener(turn, share);
      if (opener) return opener;
    }
    if (polite.length === 0 || plain.length === 0) return passed(say('the reply keeps to one register'), share);
    // Of equally many, those that the persona would not say.
    const odd = rarer(judged, persona.register === 'polite' ? 'plain' : 'polite');
    const [first] = odd;
    const text = first ? wordingOf(first) : '';
    return {
      result: isMixed(odd.length, judged.length) && turn.probe !== 'role-reversal' ? 'fail' : 'warn',
      value: share,
      spans: spansOfSentences(turn.reply, odd),
      message: say('the reply mixes polite (desu/masu) and plain sentences: "{text}"', { text }),
    };
  },
};

function isMixed(odd: number, all: number): boolean {
  return odd / all > MIXED.one || (odd >= 2 && odd / all >= MIXED.several);
}

function politeOpener({ reply, sentences: [first] }: TalkTurn, share: number): Finding | null {
  if (!first || !POLITE_ANSWER.test(reply.slice(first.start, first.start + 40))) return null;
  return {
    result: 'warn',
    value: share,
    spans: [spanOf(reply, first.start, first.start + 'はい'.length)],
    message: say('a polite はい before plain sentences'),
  };
}
