// How each conversation ended, and what was found in it as a whole. Start at `TalkFoot`.
import type { Section, Talk } from '../../../compare/comparison.ts';
import { type Label, say } from '../../../words/text.ts';
import { isBlind, type ShownColumn } from '../columns.ts';
import { t, told } from '../words.ts';
import { Findings } from './findings.tsx';

const STATUS: Record<Talk['status'], Label> = {
  done: 'done',
  failed: 'failed',
  interrupted: 'interrupted',
  running: 'being played now',
};

interface FootProps {
  section: Section;
  columns: readonly ShownColumn[];
  sample: number;
  isStacked: boolean;
}

export function TalkFoot({ section, columns, sample, isStacked }: FootProps) {
  const talks = columns.map(({ index }) => section.talks[index]?.find((talk) => talk.sample === sample) ?? null);
  if (isBlind.value || talks.every((talk) => talk === null || isPlain(talk))) return null;
  return (
    <tfoot>
      <tr>
        {!isStacked && (
          <th scope="row" class="user soft">
            {t(say('Whole conversation'))}
          </th>
        )}
        {talks.map((talk, index) => (
          <td key={columns[index]?.index}>{talk && <Whole talk={talk} />}</td>
        ))}
      </tr>
    </tfoot>
  );
}

function isPlain({ status, marks, ratings }: Talk): boolean {
  return status === 'done' && (marks ?? []).length === 0 && ratings.length === 0;
}

function Whole({ talk: { status, reason, cutOff, marks, ratings } }: { talk: Talk }) {
  return (
    <>
      {status !== 'done' && <p class={status === 'failed' ? 'fault-note' : 'soft'}>{t(say(STATUS[status]))}</p>}
      {reason !== null && <p class="reason">{told(reason)}</p>}
      {cutOff && <p class="soft">{t(say('a reply was cut off in turn {turn}', { turn: cutOff.turn }))}</p>}
      <Findings findings={[]} talkMarks={marks} />
      {ratings.map(({ rating, thumb, note, who }, index) => (
        <p key={index} class="soft">
          {rating !== undefined && <b>{t(say('{n} of 5', { n: rating }))} </b>}
          {thumb !== undefined && <b>{t(thumb === 'up' ? say('up') : say('down'))} </b>}
          <bdi>{who}</bdi> {note && <q>{note}</q>}
        </p>
      ))}
    </>
  );
}
