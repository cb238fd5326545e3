// What was said in a conversation, for formats that know nothing but messages. Start at `repliesIn`.
import type { ExportedConversation, ExportedRun, ExportedTurn } from './exported-run.ts';

/** The turns that have a reply: one that failed is none, and nothing follows it. */
export function repliesIn({ turns }: Pick<ExportedConversation, 'turns'>): readonly ExportedTurn[] {
  return turns.filter(({ outcome }) => outcome !== 'failed');
}

/** What the model was told; null: not known. */
export function instructionOf(run: ExportedRun, { scenario }: Pick<ExportedConversation, 'scenario'>): string | null {
  if (run.isImported) return null;
  return run.scenarios.find(({ id }) => id === scenario)?.scenario?.persona.instruction ?? null;
}

export function speakersOf(
  { scenarios }: ExportedRun,
  { scenario }: Pick<ExportedConversation, 'scenario'>,
): { user: string; character: string } {
  const persona = scenarios.find(({ id }) => id === scenario)?.scenario?.persona;
  return { user: persona?.user ?? 'User', character: persona?.name ?? 'Assistant' };
}
