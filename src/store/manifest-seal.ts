// The checksum in a manifest: what was asked for must still be what it says when the run goes on. Start at `sealedManifest`.
import { crc32 } from 'node:zlib';
import { UserError } from '../core/errors.ts';
import { isRecord } from '../core/plain-data.ts';
import { say } from '../words/text.ts';

/** @param json of a manifest; @returns the same with its checksum, as its file has it */
export function sealedManifest(json: string): string {
  const data: unknown = JSON.parse(json);
  if (!isRecord(data)) throw new Error('a manifest is an object');
  const { crc: _, ...rest } = data;
  return `${JSON.stringify({ ...rest, crc: checksum(rest) }, null, 2)}\n`;
}

/** Those of older versions have no checksum. @param data of a manifest's file; @throws UserError if it is not as the run wrote it */
export function requireUnchanged(data: unknown, file: string): void {
  if (!isRecord(data) || data.crc === undefined) return;
  const { crc, ...rest } = data;
  if (crc === checksum(rest)) return;
  throw new UserError(say('is damaged, or was changed after the run had written it'), {
    place: { file },
    remedy: say('Put back what was there. For other settings, start a new run.'),
  });
}

/** Spaces and line ends do not count. */
function checksum(data: Record<string, unknown>): string {
  return crc32(JSON.stringify(data)).toString(16).padStart(8, '0');
}
