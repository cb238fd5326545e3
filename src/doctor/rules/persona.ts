import { reasonText } from '../../core/errors.ts';
import { visibleText } from '../../core/inert-text.ts';
import { plural, say } from '../../words/text.ts';
import { dropsPersona, failureOf, type Rule, readingOf } from '../material.ts';

/** Whether the prompt has the persona, and where. */
export const personaRule: Rule = ({ template, readings, family }) => {
  const remedy =
    family && family.template.id !== template.id && readingOf(family.readings, 'first')
      ? say('--prompt {template}, the format of {family}, has a place for it.', {
          template: family.template.id,
          family: family.name,
        })
      : template.id === 'gguf'
        ? say(
            '--prompt gguf:first-user puts it into the first user turn. Another format may have a place for it: hitogara prompts list',
          )
        : say('Name a template that has a place for it with --prompt. To see them: hitogara prompts list');
  const refusal = failureOf(readings, 'first');
  if (refusal) {
    // Nothing can be rendered, which is a finding of its own.
    if (!readingOf(readings, 'bare')) return [];
    return [
      {
        severity: 'error',
        code: dropsPersona(readings) ? 'persona-lost' : 'persona-refused',
        message: say('a conversation with a persona cannot be played: {reason}', { reason: reasonText(refusal) }),
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
        message: isChanged
          ? say('the persona is not word for word in the prompt')
          : say('the persona is not in the prompt'),
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
        ? say('the persona is next to the last user message, so it moves with every turn')
        : say('the persona comes after {some} of {messages}', {
            some: before,
            messages: plural(messages.length, 'message'),
          }),
      evidence: visibleText(`${text.slice(Math.max(0, persona.start - 20), persona.start)}…`),
    },
  ];
};
