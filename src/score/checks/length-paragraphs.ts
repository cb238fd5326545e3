import { say } from '../../words/text.ts';
import { type Finding, notApplicable, passed, type TurnCheck } from '../check.ts';
import { type Range, type Span, spanOf } from '../reading/code-points.ts';
import { LIST_ITEM } from '../reading/list-item.ts';

/** A character whose replies are this short chats in one paragraph. */
const CHAT = 120;
/** Paragraphs and lists of works were a fault of the published replies; two short paragraphs alone were not. */
const MOST_IN_CHAT = 4;
const LIST_ITEMS = 3;

/**
 * Whether a reply has more paragraphs (parts with a blank line between them) than the scenario allows. Without a number in the scenario, a
 * character whose replies may have at most 120 characters is taken to chat: two paragraphs or a list of three warn, four paragraphs fail.
 * The value is the number of paragraphs.
 */
export const lengthParagraphs: TurnCheck<'length.paragraphs'> = {
  id: 'length.paragraphs',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run({ reply }, { persona }, { max }) {
    const paragraphs = paragraphsOf(reply);
    if (max !== undefined) return judged(reply, paragraphs, { max, failAt: max + 2 });
    if ((persona.maxReplyCharacters ?? Number.POSITIVE_INFINITY) > CHAT) {
      return notApplicable(say('the scenario sets no number of paragraphs'));
    }
    const byParagraphs = judged(reply, paragraphs, { max: 1, failAt: MOST_IN_CHAT });
    const list = listOf(reply);
    if (byParagraphs.result !== 'pass' || !list) return byParagraphs;
    const message = say('the reply is a list of {n} items; this is a chat', { n: list.items });
    return { ...byParagraphs, result: 'warn', spans: [list.span], message };
  },
};

function judged(
  reply: string,
  paragraphs: readonly Range[],
  { max, failAt }: { max: number; failAt: number },
): Finding {
  const n = paragraphs.length;
  const firstOver = paragraphs[max];
  const last = paragraphs.at(-1);
  if (!firstOver || !last) return passed(say('{n} paragraphs, at most {limit} allowed', { n, limit: max }), n);
  return {
    result: n >= failAt ? 'fail' : 'warn',
    value: n,
    spans: [spanOf(reply, firstOver.start, last.end)],
    message: say('the reply has {n} paragraphs; the limit is {limit}', { n, limit: max }),
  };
}

function paragraphsOf(reply: string): Range[] {
  const paragraphs: Range[] = [];
  let isInside = false;
  forEachLine(reply, (line, start) => {
    const text = line.trim();
    const last = paragraphs.at(-1);
    if (text === '') isInside = false;
    else if (isInside && last) last.end = start + line.trimEnd().length;
    else {
      isInside = true;
      paragraphs.push({ start: start + line.length - line.trimStart().length, end: start + line.trimEnd().length });
    }
  });
  return paragraphs;
}

/** null: fewer items than make a list. */
function listOf(reply: string): { items: number; span: Span } | null {
  let items = 0;
  let first = 0;
  let end = 0;
  forEachLine(reply, (line, start) => {
    if (!LIST_ITEM.test(line)) return;
    if (items === 0) first = start + line.length - line.trimStart().length;
    items += 1;
    end = start + line.trimEnd().length;
  });
  return items < LIST_ITEMS ? null : { items, span: spanOf(reply, first, end) };
}

function forEachLine(reply: string, visit: (line: string, start: number) => void): void {
  let start = 0;
  for (const line of reply.split('\n')) {
    visit(line, start);
    start += line.length + 1;
  }
}
