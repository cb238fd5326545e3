// What stands in one place of the grid: the reply of the sample that is shown, or why there is none. Start at `shownIn`.
import type { Cell, Missing, Reply, Row, Section, Take, Talk } from '../../compare/comparison.ts';
import type { Finding } from './pieces.ts';

interface ShownReply {
  reply: Reply;
  take: Take;
  talk: Talk | null;
  /** Samples in which exactly this was said, and all that have a reply here. */
  alike: number;
  samples: number;
  findings: Finding[];
}

export type Shown = ({ is: 'reply' } & ShownReply) | { is: 'missing'; missing: Missing | null; cutOff: Talk['cutOff'] };

export function shownIn(section: Section, row: Row, { index, sample }: { index: number; sample: number }): Shown {
  const cell = row.cells[index];
  const talk = section.talks[index]?.find((each) => each.sample === sample) ?? null;
  const found = cell && takesOf(cell).get(sample);
  if (!cell || !found) {
    const missing = cell?.missing.find(({ samples }) => samples.length === 0 || samples.includes(sample)) ?? null;
    return { is: 'missing', missing, cutOff: talk?.cutOff?.turn === row.turn ? talk.cutOff : null };
  }
  return {
    is: 'reply',
    ...found,
    talk,
    alike: found.reply.takes.length,
    samples: takesOf(cell).size,
    findings: findingsOf(found.take, talk, row.turn),
  };
}

/** Of the sample that is shown. */
export function textIn(row: Row, { index, sample }: { index: number; sample: number }): string | null {
  const cell = row.cells[index];
  return (cell && takesOf(cell).get(sample)?.reply.text) ?? null;
}

const known = new WeakMap<Cell, Map<number, { reply: Reply; take: Take }>>();

function takesOf(cell: Cell): Map<number, { reply: Reply; take: Take }> {
  const takes =
    known.get(cell) ??
    new Map(cell.replies.flatMap((reply) => reply.takes.map((take) => [take.sample, { reply, take }])));
  known.set(cell, takes);
  return takes;
}

/** What checks of this reply found, and what checks of the whole conversation found in it. */
function findingsOf(take: Take, talk: Talk | null, turn: number): Finding[] {
  const own = (take.marks ?? []).map((mark) => ({ mark, spans: mark.spans }));
  const whole = (talk?.marks ?? []).flatMap((mark) => {
    const spans = mark.spans.filter((span) => span.turn === turn);
    return spans.length > 0 ? [{ mark, spans }] : [];
  });
  return [...own, ...whole];
}
