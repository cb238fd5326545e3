// Sampling settings as asked for and as used, side by side. Start at `settingRows`.
import type { Sampling } from '../../../core/sampling.ts';

export interface SettingRow {
  name: string;
  /** null: not asked for. */
  requested: string | null;
  /** null: not used. */
  used: string | null;
  /** default: nobody asked; changed: something else was asked for; left-out: it was asked for, but this backend has no such setting. */
  kind: 'same' | 'default' | 'changed' | 'left-out';
}

/** In the order in which they were recorded. */
export function settingRows(requested: Sampling, used: Sampling): SettingRow[] {
  const asked = new Map(Object.entries(requested).map(([name, value]) => [name, written(value)]));
  const given = new Map(Object.entries(used).map(([name, value]) => [name, written(value)]));
  return [...new Set([...asked.keys(), ...given.keys()])].map((name) => {
    const row = { name, requested: asked.get(name) ?? null, used: given.get(name) ?? null };
    return { ...row, kind: kindOf(row) };
  });
}

function kindOf({ requested, used }: Pick<SettingRow, 'requested' | 'used'>): SettingRow['kind'] {
  if (requested === null) return 'default';
  if (used === null) return 'left-out';
  return requested === used ? 'same' : 'changed';
}

/** Texts in quotation marks, so that a stop string of one space can be seen. */
function written(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
