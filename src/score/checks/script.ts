import { say, type Text } from '../../words/text.ts';
import { type Finding, passed, personaDoesNotSay, type Talk, type TalkTurn, type TurnCheck } from '../check.ts';
import { chineseIn, isSurelyChinese } from '../reading/chinese.ts';
import type { Range } from '../reading/code-points.ts';
import { foreignLettersIn } from '../reading/foreign-letters.ts';
import { knownText } from '../reading/known-text.ts';
import { type LatinRun, latinRunsIn } from '../reading/latin-runs.ts';
import { isAboutEnglish, mayMixEnglish, scriptsSpokenOf } from '../reading/other-languages.ts';
import { scriptCounts } from '../reading/scripts.ts';
import { shortQuote } from '../reading/short-quote.ts';
import { spansOfRanges } from '../reading/spans-of-ranges.ts';

interface Hit extends Range {
  result: 'warn' | 'fail';
  message(text: string): Text;
}

/**
 * Letters that do not belong in the persona's language, where neither the persona nor the user has used them. In Japanese: hanzi that only
 * Chinese has, Chinese sentences, other scripts, English sentences (fail), three English words in a row or one of twelve letters (warn;
 * names and quotations may be English), and more than 40 letters without kana. In English: Japanese, Chinese and other scripts. The value
 * is the number of characters found.
 */
export const script: TurnCheck<'script'> = {
  id: 'script',
  version: 2,
  unit: 'turn',
  onPartial: 'faults',
  run(turn, talk) {
    const { language } = talk.persona;
    if (language === 'other') return personaDoesNotSay('language: ja, en');
    const given = givenTo(turn, talk);
    const hits = [
      ...otherScripts(turn.reply, given),
      ...(language === 'en' ? japaneseIn(turn.reply, given) : []),
      ...(language === 'ja'
        ? [
            ...chineseHits(turn, talk, given),
            ...englishIn(turn, talk, given),
            ...actionsIn(turn, talk),
            ...withoutKana(turn, talk),
          ]
        : []),
    ];
    return findingOf(turn.reply, hits);
  },
};

/** What the model was told, put together only where something was found. */
interface Given {
  text(): string;
  speaksOf(script: string): boolean;
}

function givenTo(turn: TalkTurn, talk: Talk): Given {
  let text: string | undefined;
  let scripts: ReadonlySet<string> | undefined;
  const given: Given = {
    text() {
      text ??= knownText(talk, turn);
      return text;
    },
    speaksOf(name) {
      scripts ??= scriptsSpokenOf(given.text());
      return scripts.has(name);
    },
  };
  return given;
}

function findingOf(reply: string, hits: readonly Hit[]): Finding {
  const failed = hits.filter(({ result }) => result === 'fail');
  const found = failed.length > 0 ? failed : hits;
  const [first] = found;
  if (!first) return passed(say('all letters belong to the language'), 0);
  const spans = spansOfRanges(reply, found);
  return {
    result: first.result,
    value: spans.reduce((sum, { start, end }) => sum + end - start, 0),
    spans,
    message: first.message(shortQuote(reply.slice(first.start, first.end))),
  };
}

function otherScripts(reply: string, given: Given): Hit[] {
  return foreignLettersIn(reply)
    .filter((found) => !given.speaksOf(found.script) && !given.text().includes(reply.slice(found.start, found.end)))
    .map(({ start, end }) => ({
      start,
      end,
      result: 'fail',
      message: (text) => say('letters of another language: "{text}"', { text }),
    }));
}

/** A single kana is a part of a face, such as ¯\_(ツ)_/¯. */
function japaneseIn(reply: string, given: Given): Hit[] {
  return [...reply.matchAll(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー、。]{2,}/gu)]
    .filter(([text]) => (text.match(/\p{L}/gu) ?? []).length >= 2)
    .filter(([text]) => !given.speaksOf('Han') && !given.text().includes(text))
    .map(({ 0: text, index }) => ({
      ...{ start: index, end: index + text.length, result: 'fail' },
      message: (quote) => say('letters of another language: "{text}"', { text: quote }),
    }));
}

/** In characters: names and words of kanji alone are shorter, or not Chinese to the detector. */
const CHINESE_RUN = /\p{Script=Han}{6}/u;

function chineseHits({ reply, sentences }: TalkTurn, talk: Talk, given: Given): Hit[] {
  const only = chineseIn(reply, given.text).map(({ start, end }): Hit => {
    // 你好 and 谢谢 are greetings that people play with.
    const isGreeting = /[你您]/.test(reply.slice(start, end))
      ? reply[end] === '好'
      : /^谢+$/.test(reply.slice(start, end));
    const message = (text: string): Text => say('a character used only in Chinese: "{text}"', { text });
    return { start, end, result: isGreeting ? 'warn' : 'fail', message };
  });
  const whole = sentences.flatMap(({ start, end, text }): Hit[] => {
    if (!CHINESE_RUN.test(text) || scriptCounts(text).kana > 0 || talk.languageOf(text) !== 'zh') return [];
    if (given.text().includes(text)) return [];
    const result = isSurelyChinese(text) ? 'fail' : 'warn';
    return [{ start, end, result, message: (quote) => say('a sentence of Chinese: "{text}"', { text: quote }) }];
  });
  const hits = [...whole, ...only];
  return hits.length > 0 && given.speaksOf('Han') ? [] : hits;
}

function englishIn(turn: TalkTurn, { persona }: Talk, given: Given): Hit[] {
  const runs = latinRunsIn(turn.reply);
  if (runs.length === 0 || mayMixEnglish(persona) || isAboutEnglish(turn.user)) return [];
  const knownWords = new Set(
    (
      given
        .text()
        .toLowerCase()
        .match(/\p{Script=Latin}[\p{Script=Latin}'’.-]*/gu) ?? []
    ).map(plainWord),
  );
  return runs.flatMap((run): Hit[] => {
    const words = run.words.map(plainWord).filter((word) => word !== '' && !knownWords.has(word));
    const result = words.length === 0 ? 'none' : weightOf(run, words);
    if (result === 'none') return [];
    const { start, end } = run;
    return [{ start, end, result, message: (text) => say('English in a Japanese reply: "{text}"', { text }) }];
  });
}

function plainWord(word: string): string {
  return word.toLowerCase().replace(/[.'’-]+$/, '');
}

/** @param words those that are new, in lower case */
function weightOf(run: LatinRun, words: readonly string[]): 'none' | 'warn' | 'fail' {
  const isName = run.words.every((word) => word.length < 4 || /^\p{Lu}/u.test(word));
  const grammar = words.filter((word) => GRAMMAR.has(word)).length;
  if (isName) return 'none';
  if (words.length >= 4 && grammar >= 2) return 'fail';
  const isLong = words.some((word) => word.length >= 12 && new Set(word).size > 3);
  return words.length >= 3 || isLong ? 'warn' : 'none';
}

/** Words of English that names and titles have few of. */
const GRAMMAR = new Set(
  "i you he she it we they me my your is are am was were be have has do does did don't it's i'm that's can can't could would will to for with and but not so this that what if of in on the a".split(
    ' ',
  ),
);

/** A stage direction in English, such as *laughs softly*, in a chat in Japanese; bold type has two asterisks. */
const ACTION = /(?<!\*)\*(?=[a-z])[a-z' ,]{3,60}\*(?!\*)/g;

function actionsIn({ reply, user }: TalkTurn, { persona }: Talk): Hit[] {
  if (mayMixEnglish(persona) || isAboutEnglish(user)) return [];
  return [...reply.matchAll(ACTION)].map(({ 0: action, index }) => ({
    ...{ start: index, end: index + action.length, result: action.trim().includes(' ') ? 'fail' : 'warn' },
    message: (text) => say('English in a Japanese reply: "{text}"', { text }),
  }));
}

/** In letters. */
const LONGEST_WITHOUT_KANA = 40;

function withoutKana({ reply, user }: TalkTurn, { persona }: Talk): Hit[] {
  if (/[ぁ-ゖァ-ヺ]/.test(reply)) return [];
  const { kana, all } = scriptCounts(reply);
  if (kana > 0 || all <= LONGEST_WITHOUT_KANA) return [];
  const isWelcome = mayMixEnglish(persona) || isAboutEnglish(user);
  const message = (): Text => say('there is no kana in {n} letters', { n: all });
  return [{ start: 0, end: reply.length, result: isWelcome ? 'warn' : 'fail', message }];
}
