import { matchesWithin } from '../../core/bounded-regex.ts';
import { MATCH_FIELDS, type SettingsOf } from '../../scenario/check-settings.ts';
import { say, type Text } from '../../words/text.ts';
import { type Finding, notApplicable, passed, type TurnCheck } from '../check.ts';
import { wordsAroundAnswer } from '../reading/around-answer.ts';
import { wholeSpan } from '../reading/code-points.ts';
import { LIST_ITEM } from '../reading/list-item.ts';

type Settings = SettingsOf<'text.matches'>;

/**
 * The reply is what the scenario's author wrote down: it matches a regular expression, is JSON, has so many characters (code points), lines or
 * items of a list, begins or ends with a text, or is nothing but what was asked for. The value is the number of these that do not hold. A
 * regular expression that takes too long is an error of the check.
 */
export const textMatches: TurnCheck<'text.matches'> = {
  id: 'text.matches',
  version: 1,
  unit: 'turn',
  onPartial: 'never',
  run({ reply }, _talk, settings): Finding {
    const given = new Set(Object.entries(settings).flatMap(([name, value]) => (value === false ? [] : [name])));
    if (!MATCH_FIELDS.some((name) => given.has(name)))
      return notApplicable(say('the scenario does not say what the reply must match'));
    const faults = [...wordingFaults(reply, settings), ...countFaults(reply, settings)];
    const [message] = faults;
    if (!message) return passed(say('the reply is as the scenario demands'), 0);
    return { result: 'fail', value: faults.length, spans: [wholeSpan(reply)], message };
  },
};

function wordingFaults(
  reply: string,
  { regex, flags = 'u', json, startsWith, endsWith, answerOnly }: Settings,
): Text[] {
  const text = reply.trim();
  const around = answerOnly === true ? wordsAroundAnswer(reply) : null;
  return [
    ...(regex !== undefined && !matchesWithin(reply, { regex, flags })
      ? [say('the reply does not match /{regex}/', { regex })]
      : []),
    ...(json === true && !isJson(reply) ? [say('the reply is not valid JSON')] : []),
    ...(startsWith !== undefined && !text.startsWith(startsWith.trim())
      ? [say('the reply does not begin with "{text}"', { text: startsWith })]
      : []),
    ...(endsWith !== undefined && !text.endsWith(endsWith.trim())
      ? [say('the reply does not end with "{text}"', { text: endsWith })]
      : []),
    ...(around === null ? [] : [say('the reply has more than what was asked for: "{words}"', { words: around })]),
  ];
}

function countFaults(reply: string, settings: Settings): Text[] {
  const { minCharacters, maxCharacters, minLines, maxLines, minItems, maxItems } = settings;
  const characters = [...reply].length;
  const written = reply.split('\n').filter((line) => line.trim() !== '');
  const lines = written.length;
  const items = written.filter((line) => LIST_ITEM.test(line)).length;
  const isBelow = (count: number, min: number | undefined): min is number => min !== undefined && count < min;
  const isAbove = (count: number, max: number | undefined): max is number => max !== undefined && count > max;
  return [
    ...(isBelow(characters, minCharacters)
      ? [say('the reply has {characters} characters; at least {min} are required', { characters, min: minCharacters })]
      : []),
    ...(isAbove(characters, maxCharacters)
      ? [say('the reply has {characters} characters; at most {max} are allowed', { characters, max: maxCharacters })]
      : []),
    ...(isBelow(lines, minLines)
      ? [say('lines in the reply: {lines}; at least {min} required', { lines, min: minLines })]
      : []),
    ...(isAbove(lines, maxLines)
      ? [say('lines in the reply: {lines}; at most {max} allowed', { lines, max: maxLines })]
      : []),
    ...(isBelow(items, minItems)
      ? [say('list items in the reply: {items}; at least {min} required', { items, min: minItems })]
      : []),
    ...(isAbove(items, maxItems)
      ? [say('list items in the reply: {items}; at most {max} allowed', { items, max: maxItems })]
      : []),
  ];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
