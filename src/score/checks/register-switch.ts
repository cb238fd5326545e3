import { say } from '../../words/text.ts';
import {
  type ConversationCheck,
  notApplicable,
  onlyJapanese,
  passed,
  type Talk,
  type TalkTurn,
  wholeTurns,
} from '../check.ts';
import type { Register } from '../reading/register.ts';
import { byRegister, type JudgedSentence, rarer, registersOf, spansOfSentences } from '../reading/registers.ts';

/** This share of the replies in the other register is no slip. */
const SEVERAL = 0.25;
const ASKED = /敬語|丁寧語|タメ口|ため口|タメ語|です・?ます|ですます|くだけた|かしこまら|堅苦し/;

/**
 * Whether replies change between です・ます and plain form. Each reply counts by most of its sentences. The value is the share of replies in the
 * rarer register. Two such replies fail if they come in turn with the others or are a quarter of all; a single one, or a late change, warns.
 */
export const registerSwitch: ConversationCheck<'register.switch'> = {
  id: 'register.switch',
  version: 2,
  unit: 'conversation',
  needsTokens: true,
  run(talk) {
    if (talk.persona.language !== 'ja') return onlyJapanese();
    if (isAskedFor(talk)) return notApplicable(say('the user asked for another register, and the persona states none'));
    const replies = wholeTurns(talk)
      .filter(({ probe }) => probe !== 'role-reversal')
      .flatMap((turn) => replyRegister(turn, talk.persona.endings));
    if (replies.length < 2) return notApplicable(say('fewer than two replies have a register that could be judged'));
    // Of equally many, the later kind.
    const rare = rarer(replies, replies[0]?.register === 'polite' ? 'plain' : 'polite');
    const share = rare.length / replies.length;
    if (rare.length === 0) return passed(say('all replies are in the same register'), share);
    const flips = replies.filter(
      ({ register }, index) => index > 0 && register !== replies[index - 1]?.register,
    ).length;
    const isSeveral = rare.length >= 2 && (flips >= 2 || share >= SEVERAL);
    return {
      result: isSeveral ? 'fail' : 'warn',
      value: share,
      spans: rare.flatMap(({ turn, odd }) =>
        spansOfSentences(turn.reply, odd).map((span) => ({ ...span, turn: turn.turn })),
      ),
      message: say('the register changes between replies: {n} of {all} are in the other one', {
        n: rare.length,
        all: replies.length,
      }),
    };
  },
};

interface ReplyRegister {
  turn: TalkTurn;
  register: Register;
  /** The sentences that make it so. */
  odd: JudgedSentence[];
}

/** Nothing for a reply that is as much the one as the other: `register.mix` is about that. */
function replyRegister(turn: TalkTurn, endings: readonly string[]): ReplyRegister[] {
  const { polite, plain } = byRegister(registersOf(turn, endings).filter(({ isDeclared }) => !isDeclared));
  if (polite.length === plain.length) return [];
  return polite.length > plain.length
    ? [{ turn, register: 'polite', odd: polite }]
    : [{ turn, register: 'plain', odd: plain }];
}

function isAskedFor({ persona, turns }: Talk): boolean {
  return (
    persona.register === 'any' && turns.some(({ user, probe }) => probe === 'complaint-register' || ASKED.test(user))
  );
}
