import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findLibrary } from '../dist/backend/llama/library-files.js';
import * as abi from '../dist/backend/llama/process/llama-cpp/abi.js';
import { checkFiles, checkRelease, type FoundRelease } from '../dist/backend/llama/process/llama-cpp/gate.js';
import { koffi } from '../dist/backend/llama/process/llama-cpp/koffi.js';
import { abiModule, koffiFields } from '../scripts/abi-module.ts';
import { readAbi } from '../scripts/abi-source.ts';
import { readHeaders } from '../scripts/c-header.ts';
import { exportedSymbols } from '../scripts/exported-symbols.ts';
import { formatted } from '../scripts/formatted.ts';
import { withBundle } from '../scripts/llama-cpp-bundle.ts';
import { missingSymbols } from '../scripts/missing-symbols.ts';
import { temporaryFolder } from './support/cli.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const HEADER = 'include/llama.h';
/** What `llama.h` includes. */
const INCLUDED = ['ggml', 'ggml-alloc', 'ggml-backend', 'ggml-cpu', 'ggml-opt', 'gguf'].map(
  (name) => `ggml/include/${name}.h`,
);
const hasCompiler = spawnSync('cc', ['--version']).status === 0;

let release: string;
/** Files of llama.cpp's source by their path. */
const texts = new Map<string, string>();
const textOf = (file: string): string => texts.get(file) ?? '';

beforeAll(() => {
  withBundle((source) => {
    release = source.release;
    readAbi((file) => {
      texts.set(file, source.textOf(file));
      return textOf(file);
    });
    for (const file of INCLUDED) texts.set(file, source.textOf(file));
  });
});

/** Each field but the first of its struct, moved before the others. */
const MOVES = (['llama_model_params', 'llama_context_params'] as const)
  .flatMap((struct) =>
    Object.keys(abi.STRUCTS[struct])
      .slice(1)
      .map((field) => ({ struct, field })),
  )
  // The first two are null pointers by default: nothing tells them apart.
  .filter(({ field }) => field !== 'tensor_buft_overrides');

function movedHeader({ struct, field }: { struct: string; field: string }): string {
  const text = textOf(HEADER);
  const start = text.indexOf(`struct ${struct} {\n`) + `struct ${struct} {\n`.length;
  const end = text.indexOf('\n    };', start);
  const lines = text.slice(start, end).split('\n');
  const moved = lines.filter((line) => new RegExp(`^[^/]*\\b${field};`).test(line));
  if (moved.length !== 1) throw new Error(`${struct} has ${moved.length} lines for ${field}`);
  const others = lines.filter((line) => !moved.includes(line));
  return text.slice(0, start) + [...moved, ...others].join('\n') + text.slice(end);
}

describe("the table of llama.cpp's C API", () => {
  it('is what the sources inside node-llama-cpp say', () => {
    const checkedIn = readFileSync(path.join(ROOT, 'src/backend/llama/process/llama-cpp/abi.ts'), 'utf8');
    expect(formatted(abiModule(readAbi(textOf), release))).toBe(checkedIn);
  });

  it('changes when a field of a struct moves', () => {
    const move = { struct: 'llama_model_params', field: 'main_gpu' };
    const moved = readAbi((file) => (file === HEADER ? movedHeader(move) : textOf(file)));
    expect(abiModule(moved, release)).not.toBe(abiModule(readAbi(textOf), release));
  });

  it.skipIf(!hasCompiler)('has the sizes and offsets that a C compiler finds (needs cc)', async () => {
    await using folder = temporaryFolder();
    const places = Object.entries(abi.STRUCTS).flatMap(([struct, fields]) => [
      { place: struct, value: `sizeof(struct ${struct})` },
      ...Object.keys(fields).map((field) => ({
        place: `${struct}.${field}`,
        // The only union has no name.
        value: `offsetof(struct ${struct}, ${field === 'value' ? 'val_i64' : field})`,
      })),
    ]);
    const prints = places.map(({ place, value }) => `  printf("${place} %zu\\n", ${value});`);
    const program = `#include "llama.h"\nint main(void) {\n${prints.join('\n')}\n}\n`;
    await compile(folder, program, ['-o', 'layout']);
    const printed = execFileSync(path.join(folder.path, 'layout'), { encoding: 'utf8' });
    expect(printed.trim().split('\n')).toEqual(layoutByKoffi());
  });

  it.skipIf(!hasCompiler)('has prototypes that a C compiler accepts for the functions (needs cc)', async () => {
    await using folder = temporaryFolder();
    const wrappers = Object.values(abi.FUNCTIONS).flatMap((functions) => Object.entries(functions).map(wrapper));
    // Opaque pointers are `void *` in the table, bytes are unsigned; everything else has to be of the header's own kind.
    const allowed = ['sign-conversion', 'pointer-sign', 'discarded-qualifiers'].map((name) => `-Wno-${name}`);
    const flags = ['-c', '-o', 'wrappers.o', '-Wall', '-Wconversion', '-Werror', ...allowed];
    expect(await compile(folder, `#include "llama.h"\n${wrappers.join('\n')}\n`, flags)).toBe('');
  });
});

/** A function of the table's own types that passes everything on to the one of the header. */
function wrapper([name, prototype]: [string, string]): string {
  const structs = new RegExp(`\\b(${Object.keys(abi.STRUCTS).join('|')})\\b`, 'g');
  const declared = prototype.replaceAll('_Inout_ ', '').replace(structs, 'struct $1');
  const parameters = /\((.*)\)/.exec(declared)?.[1] ?? '';
  const names = parameters === 'void' ? [] : parameters.split(', ').map((one) => /\w+$/.exec(one)?.[0]);
  const answer = /^void (?!\*)/.test(declared) ? '' : 'return ';
  return `${declared.replace(`${name}(`, `wrapped_${name}(`)} { ${answer}${name}(${names.join(', ')}); }`;
}

async function compile(
  folder: ReturnType<typeof temporaryFolder>,
  program: string,
  flags: readonly string[],
): Promise<string> {
  for (const file of [HEADER, ...INCLUDED]) await folder.write(path.basename(file), textOf(file));
  await folder.write('program.c', program);
  const compiler = spawnSync('cc', ['program.c', ...flags], { cwd: folder.path, encoding: 'utf8' });
  return compiler.stderr;
}

function layoutByKoffi(): string[] {
  return Object.entries(abi.STRUCTS).flatMap(([name, fields]) => {
    const { size, members = {} } = koffi.struct(fields);
    const offsets = Object.entries(members).map(([field, { offset }]) => `${name}.${field} ${offset}`);
    return [`${name} ${size}`, ...offsets];
  });
}

describe('the gate', () => {
  it('lets the installed llama.cpp through', () => {
    expect(() => checkRelease(installed())).not.toThrow();
  });

  it('refuses another release by the file beside the library, before that is loaded', () => {
    const files = { folder: '/llama', release: 'v0.0.1', build: 'prebuilt' } as const;
    expect(() => checkFiles(files)).toThrow(`release is v0.0.1, not ${abi.RELEASE}`);
    expect(() => checkFiles({ ...files, release: abi.RELEASE })).not.toThrow();
  });

  it('says what differs, and what to do', () => {
    expect(refusal({ ...installed(), folder: '/llama', version: '0.0.1-dev' })).toEqual({
      code: 'load-failed',
      isFatal: true,
      message: `llama.cpp in /llama is not the one this program was made for (llama_version() is 0.0.1-dev, not ${abi.VERSION}): install the packages again, or, if you changed the version of node-llama-cpp, run npm run derive:abi`,
    });
    const oldBuild = { folder: '/llama', release: 'v0.0.1', build: 'local OpenMP build' } as const;
    expect(refusal({ ...installed(), ...oldBuild })).toEqual({
      code: 'load-failed',
      isFatal: true,
      message: `the local build of llama.cpp in /llama is not the one this program was made for (release is v0.0.1, not ${abi.RELEASE}): build it again with npm run build:openmp, or use --engine prebuilt`,
    });
  });

  it('refuses a library whose structs have a field in another place', () => {
    for (const move of MOVES) {
      const headers = readHeaders([...INCLUDED.map(textOf), movedHeader(move)]);
      const fields = koffiFields(headers.structOf(move.struct));
      const refused = refusal(installed({ ...abi.STRUCTS, [move.struct]: fields }));
      expect(refused, `${move.struct}.${move.field}`).toMatchObject({ code: 'load-failed', isFatal: true });
      expect(refused?.message).toContain(`(${move.struct}.`);
    }
  });
});

const library = await findLibrary('prebuilt');
if (library === null) throw new Error('npm has installed no llama.cpp for this machine');
for (const file of [library.ggmlBase, library.ggml]) koffi.load(file);
const llama = koffi.load(library.llama);

/** What the installed llama.cpp says, read through a table. */
function installed(structs: Record<string, Record<string, abi.FieldType>> = abi.STRUCTS): FoundRelease {
  const defaults = (struct: keyof FoundRelease['defaults']): object =>
    llama.func(struct.replace('_params', '_default_params'), koffi.struct(structs[struct] ?? {}), [])();
  return {
    folder: library?.folder ?? '',
    release: library?.release ?? '',
    build: 'prebuilt',
    version: llama.func(abi.FUNCTIONS.llama.llama_version)(),
    defaults: {
      llama_model_params: defaults('llama_model_params'),
      llama_context_params: defaults('llama_context_params'),
      llama_sampler_chain_params: defaults('llama_sampler_chain_params'),
      llama_model_quantize_params: defaults('llama_model_quantize_params'),
    },
  };
}

function refusal(found: FoundRelease): { code: string; message: string; isFatal: boolean } | null {
  try {
    checkRelease(found);
    return null;
  } catch (error) {
    const { code, message, isFatal } = error as { code: string; message: string; isFatal: boolean };
    return { code, message, isFatal };
  }
}

describe('the binaries of node-llama-cpp', () => {
  const scope = path.join(ROOT, 'node_modules/@node-llama-cpp');
  const folders = readdirSync(scope)
    .filter((name) => !name.endsWith('-ext'))
    .map((name) => path.join(scope, name, 'bins', name));

  it.each(folders)('export everything that the program calls: %s', async (folder) => {
    expect(await missingSymbols(folder)).toEqual([]);
  });

  it.skipIf(!hasCompiler || process.platform !== 'linux')(
    'export what is defined and visible, nothing else (needs cc, on Linux)',
    async () => {
      await using folder = temporaryFolder();
      const program = [
        'int puts(const char *);',
        'static int hidden(void) { return 1; }',
        '__attribute__((visibility("hidden"))) int kept(void) { return hidden(); }',
        'int shown(void) { return puts("") + kept(); }',
      ];
      await compile(folder, program.join('\n'), ['-shared', '-fPIC', '-o', 'library.so']);
      const symbols = exportedSymbols(readFileSync(path.join(folder.path, 'library.so')));
      expect([...symbols].filter((name) => ['puts', 'hidden', 'kept', 'shown'].includes(name))).toEqual(['shown']);
    },
  );
});
