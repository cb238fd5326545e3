import { plural, say } from '../../words/text.ts';
import type { Finding } from '../finding.ts';

/** The tokens that the persona and the turns need. */
export interface Room {
  scenario: string;
  turns: number;
  /** In tokens, the last reference reply included. */
  needed: number;
}

/** @param room null: nothing could be measured */
export function roomRule(room: Room | null, contextSize: number): Finding[] {
  if (!room || room.needed <= contextSize) return [];
  return [
    {
      severity: 'error',
      code: 'context-too-small',
      message: say(
        'the context of {size} tokens is too small for the persona and {turns} of scenario "{scenario}", which need {needed}',
        { size: contextSize, turns: plural(room.turns, 'turn'), scenario: room.scenario, needed: room.needed },
      ),
      remedy: say('Raise "context:" in the model entry, or --context, up to the context size in training.'),
    },
  ];
}
