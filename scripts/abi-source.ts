// What `abi.ts` says, read out of a source tree of llama.cpp. Start at `readAbi`.
import { DEFAULTS, WANTED_ENUMS, WANTED_FUNCTIONS, WANTED_OF_CPU, WANTED_STRUCTS } from './abi-wanted.ts';
import { type CField, type CFunction, type CUnion, type Headers, readHeaders, withoutComments } from './c-header.ts';

export interface Abi {
  version: string;
  structs: { name: string; fields: (CField | CUnion)[] }[];
  enums: { name: string; values: [name: string, value: number][] }[];
  functions: Record<'llama' | 'ggml' | 'ggml-base' | 'cpu', CFunction[]>;
  /** What the functions that give default parameters write, by struct and field; null: a null pointer. */
  defaults: { struct: string; values: [field: string, value: number | boolean | null][] }[];
  architectures: string[];
}

const HEADERS = ['ggml/include/ggml.h', 'ggml/include/ggml-backend.h', 'ggml/include/ggml-cpu.h', 'include/llama.h'];

/** @param textOf the text of a file by its path in llama.cpp's tree */
export function readAbi(textOf: (path: string) => string): Abi {
  const headers = readHeaders(HEADERS.map(textOf));
  const libraryOf = libraries(textOf);
  const functions: Abi['functions'] = { llama: [], ggml: [], 'ggml-base': [], cpu: [] };
  for (const name of WANTED_FUNCTIONS) functions[libraryOf(name)].push(headers.functionOf(name));
  for (const name of WANTED_OF_CPU) functions.cpu.push(headers.functionOf(requirePlugInFunction(name, textOf)));
  return {
    version: versionOf(textOf('CMakeLists.txt')),
    structs: WANTED_STRUCTS.map((name) => ({ name, fields: headers.structOf(name) })),
    enums: WANTED_ENUMS.map(({ name, prefix }) => ({
      name,
      values: [...headers.enumOf(name)].map(([constant, value]) => [constant.replace(prefix, ''), value]),
    })),
    functions,
    defaults: DEFAULTS.map(({ struct, by, file }) => ({
      struct,
      values: defaultsOf(struct, by, withoutComments(textOf(file)), headers),
    })),
    architectures: architecturesOf(textOf('src/llama-arch.cpp')),
  };
}

/** What `llama_version()` answers. node-llama-cpp builds with the option's default. */
function versionOf(cmake: string): string {
  const part = (name: string) => matched(cmake, new RegExp(`set\\(LLAMA_VERSION_${name} (\\d+)\\)`));
  const isDevelopment = matched(cmake, /option\(LLAMA_BUILD_IS_DEV "[^"]*" (ON|OFF)\)/) === 'ON';
  const suffix = isDevelopment ? matched(cmake, /set\(LLAMA_VERSION "\$\{LLAMA_VERSION_BASE\}(-\w+)"\)/) : '';
  return `${part('MAJOR')}.${part('MINOR')}.${part('PATCH')}${suffix}`;
}

/** Which of the shared libraries exports a function: that in whose sources it is defined. */
function libraries(textOf: (path: string) => string): (name: string) => 'llama' | 'ggml' | 'ggml-base' {
  const cmake = textOf('ggml/src/CMakeLists.txt');
  const sourcesOf = (library: string) =>
    matched(cmake, new RegExp(`add_library\\(${library}\\s([^)]*)\\)`))
      .split(/\s+/)
      .filter((file) => /\.c(?:pp)?$/.test(file))
      .map((file) => textOf(`ggml/src/${file}`))
      .join('\n');
  const ggml = sourcesOf('ggml');
  const base = sourcesOf('ggml-base');
  return (name) => {
    if (name.startsWith('llama_')) return 'llama';
    const definition = new RegExp(`^\\w[\\w \\t*]*[ *]${name}\\s*\\([^;{]*\\)\\s*\\{`, 'm');
    const found = [definition.test(ggml) && 'ggml', definition.test(base) && 'ggml-base'] as const;
    const [library, ...others] = found.filter((one) => one !== false);
    if (library === undefined || others.length > 0) throw new Error(`which library has ${name} is not plain`);
    return library;
  };
}

function requirePlugInFunction(name: string, textOf: (path: string) => string): string {
  const isOffered = textOf('ggml/src/ggml-cpu/ggml-cpu.cpp').includes(`strcmp(name, "${name}")`);
  if (!isOffered) throw new Error(`the CPU back end no longer offers ${name} by its name`);
  return name;
}

function defaultsOf(struct: string, by: string, source: string, headers: Headers): Abi['defaults'][number]['values'] {
  const body = matched(source, new RegExp(`\\b${by}\\(\\) \\{([\\s\\S]*?)\\n\\}`));
  // Anything else in there, such as an #ifdef for one platform, has to be looked at by a person.
  const only = new RegExp(`^\\s*(?:struct )?${struct} result = \\{([^{}#]*)\\};\\s*return result;\\s*$`);
  const values = matched(body, only)
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
  const fields = headers.structOf(struct);
  if (values.length !== fields.length)
    throw new Error(`${by} gives ${values.length} values for ${fields.length} fields`);
  return fields.map((field, index) => {
    if (!('name' in field)) throw new Error(`${struct} has a union`);
    return [field.name, defaultValue(values[index] ?? '', source, headers)];
  });
}

function defaultValue(text: string, source: string, headers: Headers): number | boolean | null {
  if (text === 'nullptr') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  const constant = new RegExp(`^static const \\w+ ${text.replace(/\W/g, '\\$&')} = ([^;]+);`, 'm').exec(source);
  return headers.numberOf(constant?.[1] ?? text);
}

/** What the file of a model may name as its architecture. */
function architecturesOf(source: string): string[] {
  const list = matched(source, /LLM_ARCH_NAMES = \{([\s\S]*?)\n\};/);
  return [...list.matchAll(/\{\s*LLM_ARCH_\w+,\s*"([^"]+)"\s*\},?(.*)/g)]
    .filter(([, name, comment]) => name !== '(unknown)' && !comment?.includes('dummy'))
    .map(([, name = '']) => name);
}

function matched(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`llama.cpp's source is not as expected: no ${pattern.source}`);
  return found;
}
