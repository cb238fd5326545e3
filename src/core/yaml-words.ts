// What the YAML parser complains about, in a person's words. Start at `syntaxProblem`.
import type { YAMLError } from 'yaml';
import { asIs, say, type Text } from '../words/text.ts';

interface SyntaxProblem {
  message: Text;
  remedy?: Text;
}

/**
 * @param key the key that is there twice, if that is the problem
 * @param firstLine where it was first
 */
export function syntaxProblem(error: YAMLError, key: string, firstLine: number | null): SyntaxProblem {
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return {
        message:
          firstLine === null
            ? say('the key "{key}" is here twice', { key })
            : say('the key "{key}" is here a second time; the first is in line {line}', { key, line: firstLine }),
        remedy: say('Keep one of them.'),
      };
    case 'MULTIPLE_DOCS':
      return {
        message: say('a second document begins here, with "---"; a file holds one'),
        remedy: say(
          'Put what follows into a file of its own. A line of hyphens that is part of a text needs quotation marks.',
        ),
      };
    case 'TAB_AS_INDENT':
      return { message: say('the line begins with a tab; YAML is indented with spaces only') };
    case 'MISSING_CHAR':
      if (/Missing closing/.test(error.message)) return { message: say('a quotation mark is not closed') };
      return {
        message: say('expected a key, ":" and a value'),
        remedy: say('Compare this line and the one above with an example.'),
      };
    case 'BAD_DQ_ESCAPE':
      return {
        message: say('a backslash between double quotation marks begins an escape; single ones take it as it is'),
      };
    case 'BAD_SCALAR_START':
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'UNEXPECTED_TOKEN':
      return {
        message: say('this line cannot be read: {reason}', { reason: reasonOf(error) }),
        remedy: say('A text that has characters with a meaning in YAML needs quotation marks.'),
      };
    case 'BAD_INDENT':
      if (/sufficiently indented and end with/.test(error.message)) return { message: say('a bracket is not closed') };
      return { message: say('the line is not indented like its neighbours') };
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        message: say('expected a key, ":" and a value'),
        remedy: say('Compare this line and the one above with an example.'),
      };
    default:
      return { message: asIs(reasonOf(error)) };
  }
}

/** The library's own words, without the place. */
function reasonOf({ message }: YAMLError): string {
  const [summary = message] = message.split('\n');
  return summary.replace(/ at line \d+, column \d+:?$/, '');
}
