// What a valid scenario says that can have no effect, or not the one that was meant. Only what is certain. Start at `doubtsAbout`.
import { UserError } from '../core/errors.ts';
import { placeIn } from '../core/yaml-document.ts';
import { say, type Text } from '../words/text.ts';
import { CHECK_IDS, type CheckId, type CheckSettings, MATCH_FIELDS } from './check-settings.ts';
import type { LoadedScenario } from './loaded.ts';
import type { Persona, Scenario } from './schema.ts';

interface Doubt {
  path: (string | number)[];
  problem: Text;
  remedy: Text;
}

/** @returns one for each doubt, with its place in the file and what can be done about it */
export function doubtsAbout({ scenario, file, text }: Pick<LoadedScenario, 'scenario' | 'file' | 'text'>): UserError[] {
  const found = [
    ...unfilledNames(scenario),
    ...unaskedFacts(scenario),
    ...blankWords(scenario),
    ...idleChecks(scenario),
  ];
  return found.map(
    ({ path, problem, remedy }) =>
      new UserError(problem, { place: { file, ...placeIn(text, path) }, field: path.join('.'), remedy }),
  );
}

/** Other programs fill names in; here every text is sent as it stands. */
function unfilledNames({ persona, greeting = '', turns }: Scenario): Doubt[] {
  const texts: [Doubt['path'], string][] = [
    [['persona', 'instruction'], persona.instruction],
    [['greeting'], greeting],
    ...turns.map(({ user }, index): [Doubt['path'], string] => [['turns', index, 'user'], user]),
  ];
  const kinds = [
    { pattern: /\{\{\s*char\s*\}\}/i, name: persona.name },
    { pattern: /\{\{\s*user\s*\}\}/i, name: persona.user },
  ];
  return texts.flatMap(([path, text]) =>
    kinds.flatMap(({ pattern, name }): Doubt[] => {
      const [written] = pattern.exec(text) ?? [];
      if (written === undefined) return [];
      const problem = say('{text} is sent word for word: no names are filled in here', { text: written });
      return [{ path, problem, remedy: say('Write the name out: {name}', { name }) }];
    }),
  );
}

function unaskedFacts({ persona: { facts }, turns }: Scenario): Doubt[] {
  const plain = (text: string): string =>
    text.normalize('NFKC').toLowerCase().replace(/\s/g, '').replace(/[〜∼]/g, '~').replace(/[’‘]/g, "'");
  const said = turns.map(({ user }) => plain(user));
  return facts.flatMap(({ asked }, index) => {
    if (asked.length === 0 || asked.some((words) => said.some((line) => line.includes(plain(words))))) return [];
    const problem = say('none of these words is in any user line, so that nothing asks for the fact');
    const remedy = say('Copy words from the user line that asks for it, or add such a line to turns.');
    return [{ path: ['persona', 'facts', index, 'asked'], problem, remedy }];
  });
}

function blankWords({ persona }: Scenario): Doubt[] {
  const lists = ['firstPerson', 'endings', 'requiredWords', 'forbiddenWords'] as const;
  return lists.flatMap((name) =>
    persona[name].flatMap((word, index): Doubt[] =>
      word.trim() === ''
        ? [{ path: ['persona', name, index], problem: say('is nothing but white space'), remedy: say('Remove it.') }]
        : [],
    ),
  );
}

/** Checks that were set up but lack what they go by: they could only say "not applicable". */
function idleChecks({ persona, checks, turns }: Scenario): Doubt[] {
  const places: { path: Doubt['path']; layers: [CheckSettings, ...CheckSettings[]] }[] = [
    { path: ['checks'], layers: [checks] },
    ...turns.map(({ checks: own = {} }, index): (typeof places)[number] => {
      return { path: ['turns', index, 'checks'], layers: [own, checks] };
    }),
  ];
  return places.flatMap(({ path, layers }) =>
    CHECK_IDS.flatMap((id): Doubt[] => {
      const fields = layers[0][id] ? missingFor(id, persona, layers) : null;
      if (fields === null) return [];
      const problem = say('has nothing to go by');
      return [{ path: [...path, id], problem, remedy: say('Give it {fields}.', { fields }) }];
    }),
  );
}

/**
 * The fields of which one is needed, as they are written; null: nothing is missing.
 * @param layers what is said of the checks: for one turn and for the scenario, which hold together
 */
function missingFor(id: CheckId, persona: Persona, layers: readonly CheckSettings[]): string | null {
  const has = (name: string): boolean => layers.some(({ [id]: own }) => typeof own === 'object' && name in own);
  switch (id) {
    case 'length.max':
      return has('characters') || persona.maxReplyCharacters !== undefined
        ? null
        : 'characters / persona.maxReplyCharacters';
    case 'length.sentences':
    case 'length.paragraphs':
      return has('max') ? null : 'max';
    case 'words.required':
      return has('words') || persona.requiredWords.length > 0 ? null : 'words / persona.requiredWords';
    case 'words.forbidden':
      return has('words') || persona.forbiddenWords.length > 0 ? null : 'words / persona.forbiddenWords';
    case 'text.matches':
      return MATCH_FIELDS.some(has) ? null : MATCH_FIELDS.join(' / ');
    case 'endings':
      return persona.endings.length > 0 ? null : 'persona.endings';
    case 'first-person':
      return persona.firstPerson.length > 0 ? null : 'persona.firstPerson';
    case 'register':
      return persona.register === 'any' ? 'persona.register' : null;
    case 'fact.contradiction':
      return persona.facts.length > 0 ? null : 'persona.facts';
    default:
      return null;
  }
}
