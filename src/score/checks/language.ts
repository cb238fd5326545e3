import { say } from '../../words/text.ts';
import {
  type Finding,
  notApplicable,
  passed,
  personaDoesNotSay,
  type Talk,
  type TalkTurn,
  type TurnCheck,
} from '../check.ts';
import { isSurelyChinese } from '../reading/chinese.ts';
import { wholeSpan } from '../reading/code-points.ts';
import { isAboutEnglish, mayMixEnglish } from '../reading/other-languages.ts';
import { type ScriptCounts, scriptCounts } from '../reading/scripts.ts';

/** In letters: shorter ones (`OK!`, 東京都千代田区) are of no certain language. */
const SHORTEST = 8;
const CERTAIN = 20;

/**
 * The reply is in the persona's language as a whole; single foreign words and sentences are for `script`. Japanese has kana: from a tenth of
 * the letters on, nothing more is asked. Else the language detector must agree that it is something else. A persona that speaks of English in
 * its own text, or a user who does, makes English a warning. The value is the share of letters in the language's own script.
 */
export const language: TurnCheck<'language'> = {
  id: 'language',
  version: 2,
  unit: 'turn',
  onPartial: 'faults',
  run(turn, talk) {
    const counts = scriptCounts(turn.reply);
    switch (talk.persona.language) {
      case 'ja':
        return ofJapanese(turn, talk, counts);
      case 'en':
        return ofEnglish(turn, talk, counts);
      case 'other':
        return personaDoesNotSay('language: ja, en');
    }
  },
};

const tooShort = (): Finding => notApplicable(say('there is too little text to tell its language'));

function ofJapanese(turn: TalkTurn, talk: Talk, { kana, han, latin, other, all }: ScriptCounts): Finding {
  const share = all === 0 ? 0 : (kana + han) / all;
  if (kana >= Math.max(1, all / 10)) return passed(say('the reply is in Japanese'), share);
  if (all < SHORTEST) return tooShort();
  const found = talk.languageOf(turn.reply);
  const wrong = (result: 'warn' | 'fail'): Finding => inOther(turn.reply, share, result);
  // No other language has these scripts in so large a part.
  if (other >= Math.max(SHORTEST, all / 2)) return wrong('fail');
  if (han > latin) {
    // Lists of kanji words look Chinese to the detector; only Chinese has these.
    const isChinese = found === 'zh' && isSurelyChinese(turn.reply);
    if (isChinese) return wrong('fail');
    return found === 'zh' && han >= CERTAIN ? wrong('warn') : passed(say('the reply is in Japanese'), share);
  }
  // A sentence around a long name.
  if (kana > 0 && latin < 2 * CERTAIN) return passed(say('the reply is in Japanese'), share);
  if (kana >= all / 20) return wrong('warn');
  const words = turn.reply.match(/\p{Script=Latin}[\p{Script=Latin}'’]*/gu) ?? [];
  // Romanized Japanese is of no language that the detector knows.
  const isSentence = words.length >= SENTENCE && kana + han === 0 && !isTitle(turn.reply, words);
  const isForeign = isSentence || (found !== '' && found !== 'ja');
  if (latin < SHORTEST || !isForeign) return tooShort();
  const isWelcome = mayMixEnglish(talk.persona) || isAboutEnglish(turn.user) || isOtherLanguage(turn.user);
  if (isSentence) return wrong(isWelcome ? 'warn' : 'fail');
  if (latin < CERTAIN || words.length < 4) return words.length < 3 ? tooShort() : wrong('warn');
  return wrong(isWelcome || isTitle(turn.reply, words) ? 'warn' : 'fail');
}

/** In words: people who speak Japanese say See you next time! too. */
const SENTENCE = 5;

/** Such as The Melancholy of Haruhi Suzumiya, in capitals and without punctuation inside. */
function isTitle(reply: string, words: readonly string[]): boolean {
  return words.every((word) => word.length < 4 || /^\p{Lu}/u.test(word)) && !/[.!?,]\s/.test(reply.trim());
}

function isOtherLanguage(line: string): boolean {
  const { kana, han } = scriptCounts(line);
  return kana + han === 0;
}

function ofEnglish(turn: TalkTurn, talk: Talk, { latin, all }: ScriptCounts): Finding {
  const share = all === 0 ? 0 : latin / all;
  if (all < SHORTEST) return tooShort();
  const foreign = 1 - share;
  if (foreign >= 0.3) return inOther(turn.reply, share, foreign >= 0.5 ? 'fail' : 'warn');
  const words = turn.reply.toLowerCase().match(/[a-z]+/g) ?? [];
  const known = words.filter((word) => ENGLISH_WORDS.has(word)).length;
  const english = passed(say('the reply is in English'), share);
  // Pirates and ghosts speak an English of their own, which the detector may not know.
  if (words.length < 8 || known >= words.length / 10) return english;
  const found = talk.languageOf(turn.reply);
  return found === '' || found === 'en' ? english : inOther(turn.reply, share, known === 0 ? 'fail' : 'warn');
}

/** Common, and not words of French, German or Spanish as well. */
const ENGLISH_WORDS = new Set(
  'the and you to of it that my your for not with have are what this don can but just they yes thou thee thy hath ye i im'.split(
    ' ',
  ),
);

function inOther(reply: string, share: number, result: 'warn' | 'fail'): Finding {
  return { result, value: share, spans: [wholeSpan(reply)], message: say('the reply is in another language') };
}
