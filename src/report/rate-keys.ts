// Which keys a person who rates can press, or which lines to write. Start at `keyLines` and `lineHelp`.
import type { Question } from '../rate/question.ts';
import { type Label, say } from '../words/text.ts';
import { fold } from './fold.ts';
import { painter } from './paint.ts';
import { columnsOf, PIPE_COLUMNS, type Screen, shown } from './screen.ts';
import { widthOf } from './width.ts';

type Kind = Question['kind'];

type Key = readonly [key: string, meaning: Label];

const OPINIONS: Readonly<Record<Kind, readonly Key[]>> = {
  reply: [
    ['1-5', 'bad to great'],
    ['+ -', 'thumb up, down'],
    ['n', 'add a note'],
    ['t', 'tags'],
  ],
  pair: [
    ['a', 'A is better'],
    ['b', 'B is better'],
    ['=', 'neither is better'],
    ['x', 'both are bad'],
    ['n', 'add a note'],
  ],
};

/** Below a question, as many on a line as fit. */
export function keyLines(
  { kind, hasOpinion, hasDraft }: { kind: Kind; hasOpinion: boolean; hasDraft: boolean },
  screen: Screen,
): string[] {
  const isKept = hasOpinion || hasDraft;
  const keys: Key[] = [
    ...OPINIONS[kind],
    ...(isKept ? [['Enter', hasDraft ? 'save' : 'keep'] as const] : []),
    ...(hasOpinion && kind === 'reply' ? [['0', 'withdraw'] as const] : []),
    ['s', 'skip'],
    backKey(kind),
    ['u', 'show more'],
    ['q', 'quit'],
  ];
  return inLines(keys, screen);
}

/** After the last question. */
export function endKeys(kind: Kind, screen: Screen): string[] {
  return inLines([backKey(kind), ['q', 'quit']], screen);
}

function backKey(kind: Kind): Key {
  return [kind === 'pair' ? 'z' : 'b', 'back'];
}

function inLines(keys: readonly Key[], screen: Screen): string[] {
  const paint = painter(screen);
  const columns = (columnsOf(screen.stdout) ?? PIPE_COLUMNS) - 1;
  const lines: string[] = [];
  let left = 0;
  for (const [key, meaning] of keys) {
    const words = shown(say(meaning), screen);
    const width = widthOf(`${key} ${words}`);
    const painted = `${paint('bold', key)} ${paint('dim', words)}`;
    if (width + GAP > left) {
      lines.push(painted);
      left = columns - width;
    } else {
      lines.push(`${lines.pop()}${' '.repeat(GAP)}${painted}`);
      left -= width + GAP;
    }
  }
  return lines;
}

const GAP = 2;

/** Where answers are read line by line: what each line means. */
export function lineHelp(kind: Kind, screen: Screen): string {
  const meaning =
    kind === 'reply'
      ? say(
          'One answer a line: 1 (bad) to 5 (great), + or - (thumb up or down), n and a note, t and tags with commas, an empty line saves a note alone, 0 withdraws, s skips, b goes back, u shows more of the conversation, q ends.',
        )
      : say(
          'One answer a line: a or b (the better one), = (neither), x (both are bad), n and a note, s skips, z goes back, u shows more of the conversation, q ends.',
        );
  return fold(shown(meaning, screen), columnsOf(screen.stdout) ?? PIPE_COLUMNS);
}
