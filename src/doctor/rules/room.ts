import { plural } from '../../core/plural.ts';
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
      message: `the context of ${contextSize} tokens is too small for the persona and ${plural(room.turns, 'turn')} of scenario "${room.scenario}", which need ${room.needed}`,
      remedy: 'Raise "context:" in the model entry, or --context, up to the context size in training.',
    },
  ];
}
