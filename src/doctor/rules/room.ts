import type { Finding } from '../finding.ts';

/** What the persona and eight turns take. */
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
      message: `the context of ${contextSize} tokens does not hold the persona and ${room.turns} turns of scenario "${room.scenario}", which take ${room.needed}`,
      remedy: 'Raise context in the model entry, or --context, up to what the model was trained on.',
    },
  ];
}
