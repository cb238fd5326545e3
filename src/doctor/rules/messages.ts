import { visibleText } from '../../core/inert-text.ts';
import { plural, say } from '../../words/text.ts';
import type { Finding } from '../finding.ts';
import { type Rule, readingOf } from '../material.ts';
import type { Reading } from '../reading.ts';

/** Whether every message reaches the model word for word, and none of it turns into a control token. */
export const messagesRule: Rule = (material) => [...lost(material), ...escaped(material), ...controls(material)];

const lost: Rule = ({ template, readings }) => {
  const reading = readingOf(readings, 'sixth') ?? readingOf(readings, 'second');
  if (!reading) return [];
  const missing = reading.messages.filter((message) => message === null).length;
  if (missing === 0) return alteredHostile(readingOf(readings, 'hostile'));
  const total = reading.messages.length;
  const kept = total - missing;
  // The oldest are left out, on purpose or not; anything else is a fault.
  const isWindow = reading.messages.every((message, index) => (message === null) === index < missing);
  if (isWindow && template.lastMessages === kept) {
    return [
      {
        severity: 'warning',
        code: 'history-short',
        message: say(
          'messages that the format takes, counted from the last: {kept}; the model does not see what was said before',
          {
            kept,
          },
        ),
      },
    ];
  }
  const index = reading.messages.indexOf(null);
  const { role, content } = reading.input.messages[index] ?? { role: 'user', content: '' };
  return [
    {
      severity: 'error',
      code: 'message-lost',
      message: say(
        'the model does not get every message word for word: {missing} of {messages}, such as the one by the {role} in turn {turn}: {text}',
        {
          missing,
          messages: plural(total, 'message'),
          role,
          turn: Math.floor(index / 2) + 1,
          text: visibleText(content),
        },
      ),
    },
  ];
};

/** HTML escapes and the like change only some characters. */
function alteredHostile(reading: Reading | null): Finding[] {
  const at = reading?.messages.indexOf(null) ?? -1;
  if (!reading || at < 0) return [];
  return [
    {
      severity: 'warning',
      code: 'text-changed',
      message: say('text that spells control tokens does not reach the model word for word'),
    },
  ];
}

/** A template that went through JSON twice has a backslash and an n where a newline should be. */
const escaped: Rule = ({ readings }) => {
  const reading = readingOf(readings, 'second') ?? readingOf(readings, 'bareSecond');
  const part = reading?.prompt.parts.find((each) => each.source === 'template' && /\\[nt]/.test(each.text));
  if (!part) return [];
  return [
    {
      severity: 'error',
      code: 'literal-backslash-n',
      message: say('the template writes a backslash and a letter instead of a newline or a tab: it was escaped twice'),
      evidence: visibleText(part.text),
      remedy: say('Name an intact template with --prompt; the one inside the file was damaged in conversion.'),
    },
  ];
};

const controls: Rule = ({ readings, tokenizer }) => {
  const [plain, hostile] = [readingOf(readings, 'second'), readingOf(readings, 'hostile')];
  if (!plain || !hostile) return [];
  const ids = new Set(tokenizer.vocabulary.specials.map(({ id }) => id));
  const count = (reading: Reading): number => reading.tokens.filter((token) => ids.has(token)).length;
  const more = count(hostile) - count(plain);
  const findings: Finding[] = [];
  if (more !== 0) {
    findings.push({
      severity: 'error',
      code: 'text-becomes-control',
      message:
        more > 0
          ? say('message text can change the format: text that spells control tokens produces {n} more of them', {
              n: more,
            })
          : say('message text can change the format: text that spells control tokens produces {n} fewer of them', {
              n: -more,
            }),
    });
  }
  const known = new Set(tokenizer.vocabulary.specials.map(({ text }) => text));
  const said = hostile.prompt.parts.filter((part) => part.source === 'data');
  const confusable = hostile.prompt.markers.filter(
    (marker) => !known.has(marker) && said.some(({ text }) => text.includes(marker)),
  ).length;
  if (confusable > 0) {
    findings.push({
      severity: 'note',
      code: 'markers-are-text',
      message: say(
        'markers of the format that are ordinary text in this vocabulary: {n}; the model cannot tell a message that contains one from the template',
        { n: confusable },
      ),
    });
  }
  return findings;
};
