// Whether the llama.cpp that was found is the one that `abi.ts` describes. Its structs and functions change with nearly every release, and a
// call through a table of another one crashes, or computes something else without a word. Start at `checkFiles`, then
// `checkRelease`.
import { ModelFailure } from '../../../../core/errors.ts';
import { say } from '../../../../words/text.ts';
import type { LibraryFiles } from '../../library-files.ts';
import { RELEASE, SENTINELS, VERSION } from './abi.ts';

type Files = Pick<LibraryFiles, 'folder' | 'release' | 'build'>;

/** What a library says of itself, with what is written beside it. */
export interface FoundRelease extends Files {
  /** What `llama_version()` answers. */
  version: string | null;
  /** What `llama_model_default_params()` and its like answer, read through the table. */
  defaults: Record<keyof typeof SENTINELS, object>;
}

/**
 * Before a library is loaded: functions that are missing in another release would be the first to fail.
 * @throws ModelFailure (fatal) `load-failed`
 */
export function checkFiles(files: Files): void {
  requireEqual(files, [{ what: 'release', found: files.release, expected: RELEASE }]);
}

/**
 * Before anything else is called: a library can be another one than the file beside it says.
 * @throws ModelFailure (fatal) `load-failed` with the first thing that differs
 */
export function checkRelease(found: FoundRelease): void {
  checkFiles(found);
  requireEqual(found, [
    { what: 'llama_version()', found: found.version, expected: VERSION },
    ...Object.entries(SENTINELS).flatMap(([struct, expected]) => fieldsOf(struct, found.defaults, expected)),
  ]);
}

function requireEqual({ folder, build }: Files, all: { what: string; found: unknown; expected: unknown }[]): void {
  const first = all.find(({ found, expected }) => found !== expected);
  if (first === undefined) return;
  const difference = { what: first.what, found: String(first.found), expected: String(first.expected) };
  const message =
    build === 'prebuilt'
      ? say(
          'llama.cpp in {folder} is not the one this program was made for ({what} is {found}, not {expected}): install the packages again, or, if you changed the version of node-llama-cpp, run npm run derive:abi',
          { folder, ...difference },
        )
      : say(
          'the local build of llama.cpp in {folder} is not the one this program was made for ({what} is {found}, not {expected}): build it again with npm run build:openmp, or use --engine prebuilt',
          { folder, ...difference },
        );
  throw new ModelFailure('load-failed', message, { isFatal: true });
}

function fieldsOf(struct: string, defaults: Readonly<Record<string, object>>, expected: object) {
  const values = new Map<string, unknown>(Object.entries(defaults[struct] ?? {}));
  return Object.entries(expected).map(([field, value]: [string, unknown]) => ({
    what: `${struct}.${field}`,
    found: values.get(field),
    expected: value,
  }));
}
