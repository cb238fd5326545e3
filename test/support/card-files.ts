// Character cards as files, whole and broken.
import { crc32, deflateSync } from 'node:zlib';
import { zipSync } from 'fflate';

export interface CardOptions {
  spec?: 'chara_card_v2' | 'chara_card_v3';
  data?: Record<string, unknown>;
}

/** Version 2, or 3, with what a card must have. */
export function cardJson({ spec = 'chara_card_v2', data = {} }: CardOptions = {}): string {
  const version = spec === 'chara_card_v3' ? '3.0' : '2.0';
  return JSON.stringify({ spec, spec_version: version, data: { ...EMPTY, ...data } });
}

const EMPTY = {
  ...{
    name: 'ミナ',
    description: '{{char}}は喫茶店で働く。',
    personality: '',
    scenario: '',
    first_mes: '',
    mes_example: '',
  },
  ...{ creator_notes: '', system_prompt: '', post_history_instructions: '', alternate_greetings: [] },
  ...{ tags: [], creator: '', character_version: '', extensions: {} },
};

export function pngChunk(
  type: string,
  data: Uint8Array,
  { length = data.length, sum }: { length?: number; sum?: number } = {},
) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(length);
  frame.writeUInt32BE(sum ?? crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

const HEADER = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);

/** A picture of one pixel. */
export function png(...chunks: readonly Buffer[]): Buffer {
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const picture = pngChunk('IDAT', deflateSync(Buffer.alloc(4)));
  return Buffer.concat([signature, pngChunk('IHDR', HEADER), ...chunks, picture, pngChunk('IEND', Buffer.alloc(0))]);
}

export function textChunk(keyword: string, card: string): Buffer {
  return pngChunk('tEXt', Buffer.from(`${keyword}\0${Buffer.from(card).toString('base64')}`, 'latin1'));
}

export function compressedChunk(keyword: string, text: Uint8Array): Buffer {
  return pngChunk('zTXt', Buffer.concat([Buffer.from(`${keyword}\0\0`, 'latin1'), deflateSync(text)]));
}

export function charx(files: Record<string, Uint8Array>): Buffer {
  return Buffer.from(zipSync(files));
}
