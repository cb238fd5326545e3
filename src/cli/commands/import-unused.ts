// Flags of `hitogara import` that would do nothing for these files: whoever gives one expects something of it. Start at `requireUsed`.
import { UserError } from '../../core/errors.ts';
import { type ImportFormat, isChatFormat } from '../../formats/format-names.ts';
import { say, type Text } from '../../words/text.ts';
import type { ImportOptions } from './import-flags.ts';

const FLAGS = {
  ...{ scenario: '--scenario', model: '--model', roles: '--roles', turnsOf: '--turns-of', turns: '--turns' },
  ...{ personaOf: '--persona-of', user: '--user', greeting: '--greeting', output: '--output' },
} as const satisfies Partial<Record<keyof ImportOptions, string>>;

type Given = Pick<ImportOptions, keyof typeof FLAGS>;
type Name = keyof Given;

/** @throws UserError naming the first flag that has no meaning for what the files become */
export function requireUsed(
  given: Given,
  becomes: 'run' | 'scenario' | 'preset',
  formats: readonly ImportFormat[],
): void {
  const problem = {
    run: () => unused(given, ['turnsOf', 'turns', 'personaOf', 'user', 'greeting', 'output'], inRun),
    preset: () =>
      unused(given, ['scenario', 'model', 'roles', 'turnsOf', 'turns', 'personaOf', 'user', 'greeting'], inPreset),
    scenario: () =>
      unused(given, ['scenario', 'model'], inScenario) ??
      (formats.some(isChatFormat) ? null : unused(given, ['roles'], inOthers)) ??
      (formats.includes('card') ? null : unused(given, ['greeting'], inOthers)) ??
      (formats.every((format) => format === 'card') ? unused(given, ['personaOf'], inCards) : null),
  }[becomes]();
  if (problem) throw new UserError(problem);
}

function unused(given: Given, names: readonly Name[], message: (flag: string) => Text): Text | null {
  const name = names.find((each) => given[each] !== null && !(each === 'greeting' && given.greeting === 1));
  return name === undefined ? null : message(FLAGS[name]);
}

const inRun = (flag: string): Text =>
  say('{flag} is for scenarios, and this becomes a run; add --to scenario', { flag });
const inScenario = (flag: string): Text => say('{flag} is for runs, and this becomes a scenario', { flag });
const inPreset = (flag: string): Text => say('{flag} has no meaning for presets', { flag });
const inCards = (flag: string): Text => say('{flag} has no meaning for character cards', { flag });
const inOthers = (flag: string): Text =>
  flag === FLAGS.roles
    ? say('{flag} is for chats, and there is none here', { flag })
    : say('{flag} is for character cards, and there is none here', { flag });
