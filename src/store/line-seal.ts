// The checksum at the end of each line of a journal: a line that was changed, or that another run wrote, is seen. Start at `sealOf`.
import { crc32 } from 'node:zlib';

export interface Seal {
  /** @param json of an object, on one line */
  add(json: string): string;
  /** unsealed: it has no checksum, as lines of older versions. */
  stateOf(line: Pick<LineBytes, 'block' | 'from' | 'to'>): 'whole' | 'unsealed' | 'broken';
}

interface LineBytes {
  block: Buffer;
  from: number;
  to: number;
}

/** In place of the closing brace. */
const SEAL = /^,"crc":"([0-9a-f]{8})"\}$/;
const LENGTH = ',"crc":"00000000"}'.length;
const CARRIAGE_RETURN = 13;

/** CRC-32 over the run's id and the line up to its checksum. */
export function sealOf(runId: string): Seal {
  const begun = crc32(runId);
  const checksum = (text: string | Buffer): string => crc32(text, begun).toString(16).padStart(8, '0');
  return {
    add(json) {
      const open = json.slice(0, -1);
      return `${open},"crc":"${checksum(open)}"}`;
    },
    stateOf({ block, from, to }) {
      // Somebody's editor, or git, may have turned every line end into two characters.
      const end = block[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
      const [, crc] = SEAL.exec(block.toString('latin1', Math.max(from, end - LENGTH), end)) ?? [];
      if (crc === undefined) return 'unsealed';
      return checksum(block.subarray(from, end - LENGTH)) === crc ? 'whole' : 'broken';
    },
  };
}
