// The story string of a SillyTavern context preset: Handlebars that somebody else wrote. Start at `renderStory`.
import Handlebars from 'handlebars';
import { describeError, UserError } from '../core/errors.ts';
import { say } from '../words/text.ts';
import { refuseExcess } from './handlebars.ts';

/** Where the persona goes: its system prompt, or else the first text that says who the character is. */
const PERSONA_FIELDS = ['system', 'description', 'personality', 'scenario', 'persona'];

/**
 * A persona is one text here: the other texts of a card are empty. Source: `renderStoryString` (public/scripts/power-user.js).
 * @returns the text, with U+0001 for the persona; macros that are no field of a card stay as they are
 * @throws UserError if it is no valid Handlebars
 */
export function renderStory(story: string, file: string): string {
  refuseExcess({ text: story, file, lineOffset: 0 });
  const own = Handlebars.create();
  own.unregisterHelper('log');
  own.registerHelper('helperMissing', (...args: unknown[]) => {
    const options = args.at(-1);
    return typeof options === 'object' && options !== null && 'name' in options ? `{{${String(options.name)}}}` : '';
  });
  const field = PERSONA_FIELDS.find((name) => new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`).test(story));
  const empty = Object.fromEntries([...PERSONA_FIELDS, ...OTHER_FIELDS].map((name) => [name, '']));
  const names = { char: '{{char}}', user: '{{user}}', trim: '{{trim}}' };
  try {
    const rendered = own.compile(story, { noEscape: true })({ ...empty, ...names, ...(field && { [field]: PERSONA }) });
    return rendered.includes(PERSONA) ? rendered : PERSONA + rendered;
  } catch (cause) {
    const reason = describeError(cause).split('\n')[0] ?? '';
    throw new UserError(say('the template cannot be rendered: {reason}', { reason }), {
      place: { file },
      field: 'story_string',
      cause,
    });
  }
}

const PERSONA = '\u0001';

const OTHER_FIELDS = [
  ...['wiBefore', 'wiAfter', 'loreBefore', 'loreAfter', 'mesExamples', 'mesExamplesRaw', 'anchorBefore', 'anchorAfter'],
];
