import { reasonText } from '../../core/errors.ts';
import { say } from '../../words/text.ts';
import type { Finding } from '../finding.ts';
import { failureOf, isEndless, type Rule, readingOf } from '../material.ts';

/** Whether the template renders at all, and which conversations it rejects. */
export const renderingRule: Rule = ({ template, readings }) => {
  const bare = failureOf(readings, 'bare') ?? failureOf(readings, 'bareSecond');
  const first = failureOf(readings, 'first');
  const second = failureOf(readings, 'second');
  if (first && (bare || isEndless(first))) {
    return [
      {
        severity: 'error',
        code: isEndless(first) ? 'template-endless' : 'template-broken',
        message: say('the template cannot be rendered: {reason}', { reason: reasonText(first) }),
        remedy: say('Name another template with --prompt. To see them: hitogara prompts list'),
      },
    ];
  }
  const findings: Finding[] = [];
  if (!first && second) {
    findings.push({
      severity: 'error',
      code: 'history-refused',
      message: say('the template rejects a conversation with more than one turn: {reason}', {
        reason: reasonText(second),
      }),
    });
  }
  if (!first && bare) {
    findings.push({
      severity: 'note',
      code: 'persona-required',
      message: say('the template rejects a conversation without a persona: {reason}', { reason: reasonText(bare) }),
    });
  }
  const hostile = failureOf(readings, 'hostile');
  if (!second && hostile) {
    findings.push({
      severity: 'warning',
      code: 'text-refused',
      message: say('the template fails on text that spells control tokens: {reason}', { reason: reasonText(hostile) }),
    });
  }
  if (readingOf(readings, 'first') && failureOf(readings, 'twice') && template.persona !== 'none') {
    findings.push({
      severity: 'note',
      code: 'roles-alternate',
      message: say('user and assistant must alternate: the template rejects two user messages in a row'),
    });
  }
  return findings;
};
