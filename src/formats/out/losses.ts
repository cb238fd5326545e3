// What an export leaves out: one table for what is printed and for docs/exporting.md. Start at `LOSSES`.
import type { Label } from '../../words/text.ts';

export const LOSSES = {
  failed: 'replies that failed or were interrupted',
  unanswered: 'conversations without a reply',
  unfinished: 'conversations that ended before their last turn',
  truncated: 'that a reply was cut off at the token limit',
  refused: 'that a reply is a refusal',
  thinking: 'thinking',
  greeting: 'the greeting',
  lore: 'lorebook entries that came up during the chat',
  persona: 'the persona',
  place: 'which model, scenario and sample it was',
  settings: 'sampling settings and seeds',
  unplaced: 'settings that have no name there, or differ between conversations',
  seeds: 'seeds',
  said: 'what was said',
  expectations: 'what the scenario expects of replies',
  figures: 'tokens, times and costs',
  times: 'times and costs',
  prompts: 'prompts and their templates',
  checks: 'what checks found',
  'whole-checks': 'what checks found in whole conversations',
  ratings: 'ratings',
  told: 'what the model was told, which a chat log does not say',
  controls: 'control characters and characters that nobody sees',
  judgments: 'judgments, which the run does not have',
} as const satisfies Record<string, Label>;

export type Loss = keyof typeof LOSSES;
