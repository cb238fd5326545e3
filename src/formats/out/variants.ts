// What is exported side by side: each model with each of its settings, and file names for them. Start at `variantNames`.
import { foldedName, nameProblem } from '../../core/file-name.ts';
import type { Sampling } from '../../core/sampling.ts';
import type { ExportedRun } from './exported-run.ts';

export interface Played {
  model: string;
  /** null: not known. */
  settings: Sampling | null;
}

/** The model, and the settings that vary within the run. */
export function variantNames({ settings: all }: Pick<ExportedRun, 'settings'>): (played: Played) => string {
  const fields = all.map((each) => new Map<string, unknown>(Object.entries(each)));
  const varied = [...new Set(fields.flatMap((each) => [...each.keys()]))].filter(
    (name) => new Set(fields.map((each) => JSON.stringify(each.get(name)))).size > 1,
  );
  return ({ model, settings }) => {
    if (settings === null) return all.length > 1 ? `${model} unknown-settings` : model;
    const own = new Map<string, unknown>(Object.entries(settings));
    const values = varied.filter((name) => own.has(name)).map((name) => `${name}=${textOf(own.get(name))}`);
    return [model, ...values].join(' ');
  };
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** In bytes, of the 255 that a file system allows. */
const LONGEST = 180;

/**
 * The same name for the same text, different ones for different texts, on every system: also where `A` and `a` are one file.
 * @param longest in bytes
 */
export function fileNames(longest = LONGEST): (text: string) => string {
  const known = new Map<string, string>();
  const taken = new Set<string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const plain = beginning(text.replace(/[^\p{L}\p{M}\p{N}._=-]+/gu, '_'), longest).replace(/^\.+|\.+$/g, '_');
    const possible = nameProblem(plain) === null ? plain : `_${plain}`;
    let name = possible;
    for (let n = 2; taken.has(foldedName(name)); n++) name = `${possible}~${n}`;
    taken.add(foldedName(name));
    known.set(text, name);
    return name;
  };
}

function beginning(text: string, bytes: number): string {
  let kept = '';
  let size = 0;
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    kept += character;
  }
  return kept;
}
