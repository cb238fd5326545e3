// Text in the encodings that old editors write. `TextEncoder` knows only UTF-8, so the tables come from `TextDecoder`.

const tables = new Map<string, Map<string, number[]>>();

function tableOf(label: string): Map<string, number[]> {
  const known = tables.get(label);
  if (known) return known;
  const decoder = new TextDecoder(label);
  const table = new Map<string, number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if ([...text].length === 1 && text !== '\ufffd' && !table.has(text)) table.set(text, [lead, trail]);
    }
  }
  tables.set(label, table);
  return table;
}

/** @param label `shift_jis` or `euc-jp` */
export function encodeJapanese(text: string, label: string): Buffer {
  const table = tableOf(label);
  return Buffer.from([...text].flatMap((character) => table.get(character) ?? [...Buffer.from(character, 'ascii')]));
}

/** ISO-2022-JP: the bytes of EUC-JP without their high bits, between escape sequences. */
export function encodeIso2022Jp(text: string): Buffer {
  const parts = text.split(/([^ -~\n]+)/).map((part, index) => {
    if (index % 2 === 0) return Buffer.from(part, 'ascii');
    const pairs = encodeJapanese(part, 'euc-jp').map((byte) => byte & 0x7f);
    return Buffer.concat([Buffer.from('\u001b$B'), pairs, Buffer.from('\u001b(B')]);
  });
  return Buffer.concat(parts);
}

export function encodeUtf16(text: string, { isBigEndian = false, hasMark = true } = {}): Buffer {
  const bytes = Buffer.from(hasMark ? `\ufeff${text}` : text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}
