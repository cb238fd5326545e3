// A reply with everything that is known of it. Where names are hidden, only what was said. Start at `ReplyView`.
import { computed, useSignal } from '@preact/signals';
import type { Row, Section } from '../../../compare/comparison.ts';
import { say } from '../../../words/text.ts';
import { baselineIndex, isBlind, type ShownColumn } from '../columns.ts';
import { difference } from '../differences.ts';
import { inSight, opinionOf } from '../opinions.ts';
import { ratedBy } from '../rows.ts';
import { type Shown, textIn } from '../shown.ts';
import { type Place, seen } from '../view-state.ts';
import { t, told } from '../words.ts';
import { DifferentText } from './different-text.tsx';
import { Findings } from './findings.tsx';
import { MarkedText } from './marked-text.tsx';
import { MetricStrip } from './metric-strip.tsx';
import { OthersSay } from './others-say.tsx';
import { langOf } from './places.ts';
import { RateBar } from './rate-bar.tsx';
import { isRaw } from './raw.ts';
import { RawText } from './raw-text.tsx';
import { useWhenIdle } from './when-idle.ts';

interface ReplyProps {
  column: ShownColumn;
  shown: Extract<Shown, { is: 'reply' }>;
  section: Section;
  row: Row;
  place: Place;
  isActive: boolean;
  isFull: boolean;
}

export function ReplyView({ column, shown, section, row, place, isActive, isFull }: ReplyProps) {
  const { reply, take, findings } = shown;
  const blind = isBlind.value;
  const rated = ratedBy(column, section.scenario, row.turn, shown);
  // Hundreds of buttons that nobody sees yet would keep the replies waiting.
  const isPointedAt = useSignal(false);
  const hasTime = useWhenIdle();
  const hasBar = isFull && (hasTime || isActive || isPointedAt.value || Boolean(inSight(opinionOf(rated))));
  return (
    <div
      class="reply"
      onPointerEnter={() => {
        isPointedAt.value = true;
      }}
    >
      {reply.user !== null && (
        <p class="own-user" lang={langOf(reply.user)} dir="auto">
          {reply.user}
        </p>
      )}
      {reply.reasoning !== null && reply.reasoning !== '' && !blind && <Reasoning text={reply.reasoning} />}
      <ReplyText {...{ column, shown, row, place, isFull }} />
      {!blind && <Findings findings={findings} talkMarks={null} />}
      {!blind &&
        take.warnings.map((warning) => (
          <p key={warning} class="warning">
            {told(warning)}
          </p>
        ))}
      {!blind && <OthersSay ratings={take.ratings} rated={rated} />}
      <div class="strip">
        {blind ? <span /> : <MetricStrip shown={shown} />}
        {hasBar && <RateBar {...{ rated, place, isActive }} name={column.name} />}
      </div>
    </div>
  );
}

const showsDifference = computed(() => seen.mode.value === 'difference' || seen.mode.value === 'only-different');

function ReplyText({ column, shown, row, place, isFull }: Omit<ReplyProps, 'section' | 'isActive'>) {
  const { reply, take, findings } = shown;
  const { text } = reply;
  if (isRaw(place).value) return <RawText text={text} />;
  if (text === '') return <p class="said soft">{t(say('(nothing)'))}</p>;
  // What is far away does not even ask for the mode, and so is not drawn again when it changes.
  const before =
    isFull && showsDifference.value && column.index !== baselineIndex.value
      ? textIn(row, { index: baselineIndex.value, sample: take.sample })
      : null;
  return (
    <p class="said" lang={langOf(text)} dir="auto">
      {before !== null ? (
        <DifferentText pieces={difference(before, text, seen.unit.value)} />
      ) : (
        <MarkedText text={text} findings={isBlind.value ? [] : findings} />
      )}
    </p>
  );
}

function Reasoning({ text }: { text: string }) {
  const isOpen = useSignal(false);
  return (
    <details class="reasoning" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>{t(say('Thinking, {n} characters', { n: [...text].length }))}</summary>
      {isOpen.value && (
        <p lang={langOf(text)} dir="auto">
          {text}
        </p>
      )}
    </details>
  );
}
