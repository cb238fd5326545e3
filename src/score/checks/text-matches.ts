import { matchesWithin } from '../../core/bounded-regex.ts';
import type { SettingsOf } from '../../scenario/check-settings.ts';
import { say, type Text } from '../../words/text.ts';
import { type Finding, notApplicable, passed, type TurnCheck } from '../check.ts';
import { wholeSpan } from '../reading/code-points.ts';

/**
 * The reply is what the scenario's author wrote down: it matches a regular expression, is JSON, or has at most so many characters (code
 * points). The value is the number of these that do not hold. A regular expression that takes too long is an error of the check.
 */
export const textMatches: TurnCheck<'text.matches'> = {
  id: 'text.matches',
  version: 1,
  unit: 'turn',
  onPartial: 'never',
  run({ reply }, _talk, settings): Finding {
    const { regex, json, maxCharacters } = settings;
    if (regex === undefined && json !== true && maxCharacters === undefined) {
      return notApplicable(say('the scenario does not say what the reply must match'));
    }
    const faults = faultsOf(reply, settings);
    const [message] = faults;
    if (!message) return passed(say('the reply is as the scenario demands'), 0);
    return { result: 'fail', value: faults.length, spans: [wholeSpan(reply)], message };
  },
};

function faultsOf(reply: string, { regex, flags = 'u', json, maxCharacters }: SettingsOf<'text.matches'>): Text[] {
  const characters = [...reply].length;
  return [
    ...(regex !== undefined && !matchesWithin(reply, { regex, flags })
      ? [say('the reply does not match /{regex}/', { regex })]
      : []),
    ...(json === true && !isJson(reply) ? [say('the reply is not valid JSON')] : []),
    ...(maxCharacters !== undefined && characters > maxCharacters
      ? [say('the reply has {characters} characters; at most {max} are allowed', { characters, max: maxCharacters })]
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
