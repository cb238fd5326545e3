// Workflow commands of GitHub Actions. Nothing a model wrote can be taken for one. Start at `workflowCommand`.
import { inertText } from '../core/inert-text.ts';

/** One line: an annotation, or the beginning or end of a group. */
export function workflowCommand(name: string, title: string | null, text: string): string {
  const properties = title === null ? '' : ` title=${escapeProperty(title)}`;
  return `::${name}${properties}::${escapeData(inertText(text))}\n`;
}

/** The runner takes a line for a command if its first visible characters are `::` or, in the old form, if it has `##[` anywhere. */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1: ').replaceAll('##[', '# #[');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('##[', '# #[');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
