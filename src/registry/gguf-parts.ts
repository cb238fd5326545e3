/** Every file of a GGUF: if it is split, all parts in order. */
export function ggufParts(file: string): string[] {
  const split = /^(.*)-00001-of-(\d{5})\.gguf$/i.exec(file);
  const [, stem, count = ''] = split ?? [];
  if (Number(count) === 0) return [file];
  return Array.from(
    { length: Number(count) },
    (_, index) => `${stem}-${String(index + 1).padStart(5, '0')}-of-${count}.gguf`,
  );
}
