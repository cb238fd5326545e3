// Why there is no reply where another column has one. Start at `MissingReply`.
import type { Missing, Talk } from '../../../compare/comparison.ts';
import { type Label, say } from '../../../words/text.ts';
import { isBlind } from '../columns.ts';
import { t, told } from '../words.ts';
import { langOf } from './places.ts';

const REASONS: Record<Missing['code'], Label> = {
  'not-in-run': 'this run does not have this scenario',
  'model-failed': 'the model could not be used',
  waiting: 'not played yet',
  failed: 'the conversation failed',
  interrupted: 'the run ended before this',
  running: 'being played now',
  shorter: 'this conversation has no such turn',
};

interface MissingProps {
  missing: Missing | null;
  cutOff: Talk['cutOff'];
}

export function MissingReply({ missing, cutOff }: MissingProps) {
  return (
    <div class="no-reply">
      {cutOff && cutOff.partialReply !== '' && (
        <p class="said partial" lang={langOf(cutOff.partialReply)} dir="auto">
          {cutOff.partialReply}
          <span aria-hidden="true"> ⌁</span>
        </p>
      )}
      <p>{t(missing === null ? say('there is no reply') : say(REASONS[missing.code]))}</p>
      {/* It may name a file. */}
      {missing !== null && missing.reason !== '' && !isBlind.value && <p class="reason">{told(missing.reason)}</p>}
    </div>
  );
}
