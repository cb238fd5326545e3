import { reasonOf } from '../../core/errors.ts';
import { visibleText } from '../../core/inert-text.ts';
import { dropsPersona, failureOf, type Rule, readingOf } from '../material.ts';

/** Whether the model hears who it is, and where. */
export const personaRule: Rule = ({ template, readings, family }) => {
  const remedy =
    family && family.template.id !== template.id && readingOf(family.readings, 'first')
      ? `--prompt ${family.template.id} has a place for it: it is the format of ${family.name}.`
      : template.id === 'gguf'
        ? '--prompt gguf:first-user folds it into the first user turn; a format of hitogara prompts list may have a place for it.'
        : 'Name a template with a place for it with --prompt; hitogara prompts list shows them.';
  const refusal = failureOf(readings, 'first');
  if (refusal) {
    // Nothing can be rendered: that is another finding.
    if (!readingOf(readings, 'bare')) return [];
    return [
      {
        severity: 'error',
        code: dropsPersona(readings) ? 'persona-lost' : 'persona-refused',
        message: `a conversation with a persona cannot be played: ${reasonOf(refusal)}`,
        remedy,
      },
    ];
  }
  const reading = readingOf(readings, 'sixth') ?? readingOf(readings, 'second');
  if (!reading) return [];
  const { persona, messages, text } = reading;
  if (!persona) {
    const isChanged = reading.prompt.parts.some(
      (part) => part.source === 'data' && part.text.includes(reading.input.system?.slice(0, 6) ?? '\u0000'),
    );
    return [
      {
        severity: 'error',
        code: isChanged ? 'text-changed' : 'persona-lost',
        message: isChanged ? 'the persona is not word for word in the prompt' : 'the persona is not in the prompt',
        remedy,
      },
    ];
  }
  const before = messages.filter((message) => message !== null && message.start < persona.start).length;
  if (before === 0) return [];
  const isLast = before === messages.length - 1 || before === messages.length;
  return [
    {
      severity: 'warning',
      code: 'persona-moves',
      message: isLast
        ? 'the persona stands beside the last user message, and moves with every turn'
        : `the persona stands behind ${before} of ${messages.length} messages`,
      evidence: visibleText(`${text.slice(Math.max(0, persona.start - 20), persona.start)}…`),
    },
  ];
};
