// What is exported side by side: each model with each of its settings, and file names for them. Start at `variantNames`.
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

/** In characters: with what a format adds, it stays below the 255 bytes that a file system allows, even in Japanese. */
const LONGEST = 60;

/** No name on Windows, whatever follows the dot. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** The same name for the same text, different ones for different texts, on every system: also where `A` and `a` are one file. */
export function fileNames(): (text: string) => string {
  const known = new Map<string, string>();
  const taken = new Set<string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const plain = [...text.replace(/[^\p{L}\p{M}\p{N}._=-]+/gu, '_')]
      .slice(0, LONGEST)
      .join('')
      .replace(/^\.+|\.+$/g, '_')
      .replace(RESERVED, '_$&');
    let name = plain === '' ? '_' : plain;
    for (let n = 2; taken.has(name.normalize('NFC').toLowerCase()); n++) name = `${plain}~${n}`;
    taken.add(name.normalize('NFC').toLowerCase());
    known.set(text, name);
    return name;
  };
}
