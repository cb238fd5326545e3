import type { Secrets } from '../core/secrets.ts';
import { sealOf } from './line-seal.ts';
import { requireWholeJournal } from './read-run.ts';

/**
 * The lines of one model of a run, as its journal has them.
 * @throws UserError naming the lines and conversations that are damaged
 */
export async function journalOf(
  directory: string,
  model: string,
  { redact }: Pick<Secrets, 'redact'>,
): Promise<string> {
  const lines: string[] = [];
  const runId = await requireWholeJournal(directory, ({ line }) => {
    if (line.model === model) lines.push(redact(JSON.stringify(line.type === 'unread-turn' ? line.read() : line)));
  });
  const seal = sealOf(runId);
  return lines.map((line) => `${seal.add(line)}\n`).join('');
}
