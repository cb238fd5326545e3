import { say } from '../../words/text.ts';
import { passed, type TurnCheck } from '../check.ts';
import { foldedName, type Label, labelsIn } from '../reading/labels.ts';
import { shortQuote } from '../reading/short-quote.ts';
import { spansOfRanges } from '../reading/spans-of-ranges.ts';

/**
 * A line begins with the label of a role, as in a prompt: `USER:`, `アシスタント：`, `応答：`, or the character's own name. The name at the
 * very start is a quirk of the format and warns; so does a word that the persona or the user has used. The value is the number of labels.
 */
export const leakRoleMarker: TurnCheck<'leak.role-marker'> = {
  id: 'leak.role-marker',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run({ reply, user }, { persona }) {
    const labels = labelsIn(reply, persona);
    const names = new Set(labels.map(({ name }) => foldedName(name)));
    const known = `${persona.instruction}\n${user}`.toLowerCase();
    const failed = labels.filter((label) => severityOf(label, names, known) === 'fail');
    const warned = labels.filter((label) => severityOf(label, names, known) === 'warn');
    const found = failed.length > 0 ? failed : warned;
    const [first] = found;
    if (!first) return passed(say('no line begins with the label of a role'), 0);
    const label = shortQuote(reply.slice(first.start, first.end));
    const isName = first.speaker === 'character' && first.isFirst;
    return {
      result: failed.length > 0 ? 'fail' : 'warn',
      value: failed.length + warned.length,
      spans: spansOfRanges(reply, found),
      message: isName
        ? say('the reply begins with the name of its speaker: "{label}"', { label })
        : say('the label of a role is in the reply: "{label}"', { label }),
    };
  },
};

/** @param known what the persona and the user have said, in lower case */
function severityOf(label: Label, names: ReadonlySet<string>, known: string): 'fail' | 'warn' | 'none' {
  const name = foldedName(label.name);
  switch (label.speaker) {
    case 'character':
      return label.isFirst || label.kind === 'quote' ? 'warn' : 'fail';
    case 'user':
      // Other names of the user are a matter of who speaks, not of the format.
      return ROLES_OF_USER.has(name) && label.kind !== 'quote' ? 'fail' : 'none';
    case 'model':
      if (label.kind === 'quote') return 'none';
      if (name.length === 1) return questionOrAnswer(name, label, names);
      return known.includes(name) ? 'warn' : 'fail';
    case 'other':
      return 'none';
  }
}

const ROLES_OF_USER = new Set(['user', 'ユーザー', 'ユーザ', 'human']);

/** `Q:` and `A:`: together they are a dialogue; `A:` and `B:` are a choice. */
function questionOrAnswer(name: string, label: Label, names: ReadonlySet<string>): 'fail' | 'warn' | 'none' {
  if (names.has('b')) return 'none';
  if (names.has('q') && names.has('a')) return 'fail';
  return name === 'a' && label.isFirst ? 'fail' : 'warn';
}
