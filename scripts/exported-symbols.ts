// Which functions a shared library exports, whatever system it is for: ELF, Mach-O or PE, little-endian. Start at `exportedSymbols`.

/** @throws Error if the bytes are no shared library of these three kinds */
export function exportedSymbols(library: Buffer): Set<string> {
  if (library.readUInt32BE(0) === 0x7f454c46) return new Set(elf(library));
  if (library.readUInt32LE(0) === 0xfeedfacf) return new Set(machO(library));
  if (library.toString('latin1', 0, 2) === 'MZ') return new Set(pe(library));
  throw new Error('neither ELF nor 64-bit Mach-O nor PE');
}

const DYNAMIC_SYMBOLS = 11;

function* elf(file: Buffer): Iterable<string> {
  const is64 = file[4] === 2;
  const word = (at: number) => (is64 ? Number(file.readBigUInt64LE(at)) : file.readUInt32LE(at));
  const sections = word(is64 ? 0x28 : 0x20);
  const size = file.readUInt16LE(is64 ? 0x3a : 0x2e);
  const offsetOf = (section: number) => word(sections + section * size + (is64 ? 0x18 : 0x10));
  for (let index = 0; index < file.readUInt16LE(is64 ? 0x3c : 0x30); index++) {
    const header = sections + index * size;
    if (file.readUInt32LE(header + 4) !== DYNAMIC_SYMBOLS) continue;
    const strings = offsetOf(file.readUInt32LE(header + (is64 ? 0x28 : 0x18)));
    const entry = is64 ? 24 : 16;
    const start = offsetOf(index);
    const end = start + word(header + (is64 ? 0x20 : 0x14));
    for (let at = start; at < end; at += entry) {
      // Section 0: it is wanted from another library.
      if (file.readUInt16LE(at + (is64 ? 6 : 14)) !== 0) yield textAt(file, strings + file.readUInt32LE(at));
    }
  }
}

const SYMBOL_TABLE = 2;
const IS_EXTERNAL = 0x01;
const IS_DEFINED = 0x0e;

function* machO(file: Buffer): Iterable<string> {
  let command = 32;
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    if (file.readUInt32LE(command) === SYMBOL_TABLE) {
      const symbols = file.readUInt32LE(command + 8);
      const strings = file.readUInt32LE(command + 16);
      for (let index = 0; index < file.readUInt32LE(command + 12); index++) {
        const at = symbols + index * 16;
        const type = file.readUInt8(at + 4);
        // C names have an underscore before them.
        if (type & IS_EXTERNAL && type & IS_DEFINED) yield textAt(file, strings + file.readUInt32LE(at)).slice(1);
      }
    }
    command += file.readUInt32LE(command + 4);
  }
}

function* pe(file: Buffer): Iterable<string> {
  const header = file.readUInt32LE(0x3c);
  const optional = header + 24;
  const directories = optional + (file.readUInt16LE(optional) === 0x20b ? 112 : 96);
  const sections = optional + file.readUInt16LE(header + 20);
  const offsetOf = (address: number): number => {
    for (let index = 0; index < file.readUInt16LE(header + 6); index++) {
      const at = sections + index * 40;
      const start = file.readUInt32LE(at + 12);
      if (address >= start && address < start + file.readUInt32LE(at + 16))
        return address - start + file.readUInt32LE(at + 20);
    }
    throw new Error('an address outside every section');
  };
  if (file.readUInt32LE(directories) === 0) return;
  const exported = offsetOf(file.readUInt32LE(directories));
  const names = offsetOf(file.readUInt32LE(exported + 32));
  for (let index = 0; index < file.readUInt32LE(exported + 24); index++) {
    yield textAt(file, offsetOf(file.readUInt32LE(names + index * 4)));
  }
}

function textAt(file: Buffer, start: number): string {
  return file.toString('latin1', start, file.indexOf(0, start));
}
