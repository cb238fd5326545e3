// Journals that tests change as if they had been written so. Start at `sealedLine`.
import { sealOf } from '../../dist/store/line-seal.js';

/** A line as the run would have written it. @param record without a checksum, or with that of another */
export function sealedLine(runId: string, record: object): string {
  const { crc: _, ...rest }: Record<string, unknown> = { ...record };
  return sealOf(runId).add(JSON.stringify(rest));
}

export function sealedText(runId: string, records: readonly object[]): string {
  return records.map((record) => `${sealedLine(runId, record)}\n`).join('');
}
