import type { Trait } from '../../scenario/schema.ts';
import { say } from '../../words/text.ts';
import { type ConversationCheck, type Finding, notApplicable, type Talk, wholeTurns } from '../check.ts';
import { type Span, textOf } from '../reading/code-points.ts';
import { deniedTrait, deniedWords } from '../reading/denial.ts';
import { type SaidSentence, saidIn } from '../reading/said.ts';

/**
 * The character denies what it is: the big fan has never seen anything. Read are the phrases of `deniedBy`, in whatever politeness, and of a
 * trait that names a liking (アニメが大好き) that it has no interest, knows nothing or does not like it. The value is the number of replies
 * that do so: a person may say it once, so two fail.
 */
export const personaDenial: ConversationCheck<'persona.denial'> = {
  id: 'persona.denial',
  version: 1,
  unit: 'conversation',
  run(talk): Finding {
    const traits = talk.persona.traits.flatMap(deniable);
    if (traits.length === 0) return notApplicable(say('no trait says how it would be denied'));
    const found = denialsOf(talk, traits);
    const [first] = found;
    if (!first) return { result: 'pass', value: 0, spans: [], message: say('no trait is denied') };
    const values = { words: first.words, trait: first.trait, n: found.length };
    return {
      result: found.length >= FAILS_AT ? 'fail' : 'warn',
      value: found.length,
      spans: found.map(({ span }) => span),
      message:
        found.length >= FAILS_AT
          ? say('{n} replies deny what the character is ({trait}), such as "{words}"', values)
          : say('one reply denies what the character is ({trait}): "{words}"', values),
    };
  },
};

const FAILS_AT = 2;

interface Deniable {
  trait: string;
  patterns: readonly RegExp[];
}

function deniable({ trait, deniedBy }: Trait): Deniable[] {
  const own = deniedTrait(trait);
  const patterns = [...deniedBy.map(deniedWords), ...(own ? [own] : [])];
  return patterns.length > 0 ? [{ trait, patterns }] : [];
}

/** The first denial of each reply. */
function denialsOf(talk: Talk, traits: readonly Deniable[]): { trait: string; words: string; span: Span }[] {
  return wholeTurns(talk).flatMap((turn) => {
    for (const sentence of saidIn(turn)) {
      for (const { trait, patterns } of traits) {
        for (const pattern of patterns) {
          const match = pattern.exec(sentence.whole);
          if (!match || isOfAnother(sentence, match.index, match.index + match[0].length)) continue;
          const span = { ...sentence.span(match.index, match.index + match[0].length), turn: turn.turn };
          return [{ trait, words: textOf(turn.reply, span), span }];
        }
      }
    }
    return [];
  });
}

const OTHERS =
  /(?:親|母|父|ママ|パパ|妹|弟|姉|兄|友達|友人|彼氏|彼女|彼|あいつ|こいつ|あの子|みんな|人|先生|先輩|後輩|お前|おまえ|君|きみ|あなた|あんた|さん|ちゃん|くん|\b(?:he|she|they|you|mom|dad))(?:は|が|って|も|、| )/;
/** 「こんなアニメ見たことない！」 is praise. */
const PRAISE =
  /こんな|ここまで|これほど|あれほど|そこまで|以上|(?:ほど|くらい|ぐらい)(?:の|に)?[^。!?]{0,8}$|\b(?:such|anything like|so good)\b/;

/** Of somebody else, asked of the user, or praise. */
function isOfAnother({ whole, isQuestion }: SaidSentence, start: number, end: number): boolean {
  if (isQuestion && !/^(?:けど|から|し|が|ので|、|,)/.test(whole.slice(end))) return true;
  const clause =
    whole
      .slice(Math.max(0, start - 24), start)
      .split(/(?:けど|から|ので|し)[、,]/)
      .at(-1) ?? '';
  return OTHERS.test(clause) || PRAISE.test(clause);
}
