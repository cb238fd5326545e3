import { reasonOf } from '../../core/errors.ts';
import { visibleText } from '../../core/inert-text.ts';
import { plural } from '../../core/plural.ts';
import { dropsPersona, failureOf, type Rule, readingOf } from '../material.ts';

/** Whether the prompt has the persona, and where. */
export const personaRule: Rule = ({ template, readings, family }) => {
  const remedy =
    family && family.template.id !== template.id && readingOf(family.readings, 'first')
      ? `--prompt ${family.template.id}, the format of ${family.name}, has a place for it.`
      : template.id === 'gguf'
        ? '--prompt gguf:first-user puts it into the first user turn. Another format may have a place for it: hitogara prompts list'
        : 'Name a template that has a place for it with --prompt. To see them: hitogara prompts list';
  const refusal = failureOf(readings, 'first');
  if (refusal) {
    // Nothing can be rendered, which is a finding of its own.
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
        ? 'the persona is next to the last user message, so it moves with every turn'
        : `the persona comes after ${before} of ${plural(messages.length, 'message')}`,
      evidence: visibleText(`${text.slice(Math.max(0, persona.start - 20), persona.start)}…`),
    },
  ];
};
