import { visibleText } from '../../core/inert-text.ts';
import { isGgufSelector } from '../../prompt/gguf-template.ts';
import { joinTexts, say, type Text } from '../../words/text.ts';
import { tailOf } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { type Material, type Rule, readingOf } from '../material.ts';
import { between, endingOf, type Reading } from '../reading.ts';

/** Whether replies have an end, and whether the prompt asks for one. */
export const turnsRule: Rule = (material) => {
  const reading = readingOf(material.readings, 'second') ?? readingOf(material.readings, 'bareSecond');
  return reading ? [...endOfTurn(reading, material), ...generationPrompt(reading, material)] : [];
};

/** Text of the form `<|name|>`, `</s>` or `<end_of_turn>`, also with full-width bars. */
const TOKEN_LIKE = /<\|[^<>|\n]{1,40}\|>|<｜[^<>｜\n]{1,40}｜>|<\/?s>|<(?:start|end)_of_\w{1,20}>|<[be]os>/g;

export function tokenLikeIn(text: string): string[] {
  return [...new Set(text.match(TOKEN_LIKE) ?? [])];
}

function endOfTurn(reading: Reading, { tokenizer, template, readings }: Material): Finding[] {
  const [, reply, next] = reading.messages;
  // A format may take only the last message.
  if (!reply || !next) return [];
  const after = between(reading, reply, next);
  const { ends, specials } = tokenizer.vocabulary;
  if (ends.some(({ text }) => after.includes(text))) return [];
  const stop = reading.prompt.stop.find((each) => after.includes(each));
  const known = new Set(specials.map(({ text }) => text));
  const spelled = tokenLikeIn(after).find((text) => !known.has(text));
  if (spelled !== undefined && after.trimStart().startsWith(spelled)) {
    return [
      {
        severity: stop === undefined ? 'error' : 'warning',
        code: 'end-of-turn-as-text',
        message: say('replies end with {text}, which is ordinary text in this vocabulary', {
          text: visibleText(spelled),
        }),
        evidence: visibleText(`…${after}`),
        remedy: joinTexts('\n', [
          say('The template is for another model, or the file was converted without its special tokens.'),
          endTokens(ends),
        ]),
      },
    ];
  }
  if (stop !== undefined) return [];
  // After a reply without an end, the next user turn follows directly.
  const isHeader = headerOf(readings)?.endsWith(after.trimStart()) ?? false;
  const own = isHeader ? undefined : specials.find(({ text }) => after.trimStart().startsWith(text));
  const isPlain = !own && !specials.some(({ text }) => text.trim() !== '' && after.includes(text));
  return [
    {
      // Models of formats with mere labels, such as Alpaca's, were often trained to end replies with a token that is not in the template.
      severity: isPlain && isGgufSelector(template.id) ? 'warning' : 'error',
      code: own ? 'end-of-turn-unknown' : 'end-of-turn-missing',
      message: own
        ? say('replies end with {text}, at which llama.cpp does not stop', { text: visibleText(own.text) })
        : say('nothing after a reply in the history could end it: no end token, no stop string'),
      evidence: visibleText(`…${after}`),
      remedy: joinTexts('\n', [
        endTokens(ends),
        isGgufSelector(template.id)
          ? say('Name a template with --prompt.')
          : say('Add an end token to the template, or a stop string.'),
      ]),
    },
  ];
}

/** What comes before the first user message. */
function headerOf(readings: Material['readings']): string | null {
  const bare = readingOf(readings, 'bare');
  const [user] = bare?.messages ?? [];
  return bare && user ? bare.text.slice(0, user.start) : null;
}

function endTokens(ends: readonly { text: string }[]): Text {
  return ends.length === 0
    ? say('This vocabulary has no end token.')
    : say('End tokens of this vocabulary: {tokens}', { tokens: ends.map(({ text }) => visibleText(text)).join(' ') });
}

/** What opens a model's thinking belongs only to the requested reply, and is not in the history. */
const THINKING = /<think>[\s\S]*$/;

/** How much of what comes before a reply comes before a user message as well: the end of the last turn, and what opens any turn. */
function openingLength(header: string, reading: Reading, readings: Material['readings']): number {
  const twice = readingOf(readings, 'twice');
  const [, reply, next] = reading.messages;
  const [first, second] = twice?.messages ?? [];
  const openings = [
    reply && next ? between(reading, reply, next) : '',
    twice && first && second ? between(twice, first, second) : '',
  ];
  return Math.max(...openings.map((opening) => commonLength(opening, header)));
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

function generationPrompt(reading: Reading, { template, readings }: Material): Finding[] {
  const [user, reply] = reading.messages;
  const ending = endingOf(reading);
  if (ending === null) return [];
  const findings: Finding[] = [];
  const opensThinking = /<think>\s*$/.test(ending);
  if (opensThinking) {
    findings.push({
      severity: 'note',
      code: 'think-open',
      message: say(
        "the prompt opens <think>: replies begin with the model's thinking, which is recorded separately and needs room (--max-tokens)",
      ),
      evidence: tailOf(ending),
    });
  }
  if (!user || !reply) return findings;
  const header = between(reading, user, reply).replace(THINKING, '').trimEnd();
  const asked = ending.replace(THINKING, '').trimEnd();
  if (header === asked) return findings;
  const isMissing = header.startsWith(asked) && asked.length <= openingLength(header, reading, readings);
  // A model's own template may ask with less or more than its history has, such as gpt-oss, which leaves the channel to the model.
  if (!isMissing && isGgufSelector(template.id)) return findings;
  findings.push({
    severity: isMissing ? 'error' : 'warning',
    code: isMissing ? 'generation-prompt-missing' : 'generation-prompt-differs',
    message: isMissing
      ? say("the prompt does not end with the assistant's turn: the model is not asked for a reply")
      : say('the prompt asks for a reply with different text than it has before earlier replies'),
    evidence: say('history: {history}   end: {end}', { history: visibleText(header), end: visibleText(asked) }),
  });
  return findings;
}
