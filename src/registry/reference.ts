/** What a model entry's `file` means. */
export type Reference =
  | { type: 'path'; file: string }
  | { type: 'hub'; user: string; repository: string; fileName?: string; quantization?: string }
  | { type: 'ollama'; name: string; tag: string }
  | { type: 'address'; url: string; fileName: string };

/** `hf:user/repo:quant`, `hf:user/repo/file.gguf`, `ollama:name:tag`, an http(s) address, or else a path. */
export function parseReference(file: string): Reference {
  const hub = /^hf:(\w[\w.-]*)\/(\w[\w.-]*)(?:\/([^:#]+\.gguf)|:(\w[\w.-]*))?$/i.exec(file);
  if (hub && !hub[3]?.split('/').includes('..')) {
    const [, user = '', repository = '', fileName, quantization] = hub;
    return { type: 'hub', user, repository, ...(fileName && { fileName }), ...(quantization && { quantization }) };
  }
  const ollama = /^ollama:(\w[\w.-]*(?:\/\w[\w.-]*)*)(?::(\w[\w.-]*))?$/.exec(file);
  if (ollama) return { type: 'ollama', name: ollama[1] ?? '', tag: ollama[2] ?? 'latest' };
  if (/^https?:\/\//.test(file) && URL.canParse(file)) {
    return { type: 'address', url: file, fileName: decoded(new URL(file).pathname.split('/').at(-1) ?? '') };
  }
  return { type: 'path', file };
}

/** A name with invalid percent-encoding is used as it is. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The file name that a reference implies, as far as it does. */
export function fileNameIn(file: string): string {
  const reference = parseReference(file);
  switch (reference.type) {
    case 'path':
      return reference.file;
    case 'hub':
      return reference.fileName ?? reference.repository;
    case 'ollama':
      return reference.name;
    case 'address':
      return reference.fileName;
  }
}
