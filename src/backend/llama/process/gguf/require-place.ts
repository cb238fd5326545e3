// Whether a file is the part of a split model that its name says. llama.cpp goes by the header, this program's search for files by the name.
// Start at `requirePlace`.
import path from 'node:path';
import { ModelFailure } from '../../../../core/errors.ts';
import { ggufParts } from '../../../../registry/gguf-parts.ts';
import { say, type Text } from '../../../../words/text.ts';
import { countAt, type Metadata } from './metadata.ts';
import { incomplete } from './refusals.ts';

/**
 * @param parts the files that its name stands for
 * @throws ModelFailure (fatal) `load-failed`, naming what to do
 */
export function requirePlace(parts: readonly string[], index: number, metadata: Metadata): void {
  const file = parts[index] ?? '';
  const place = countAt(metadata, 'split', 'no');
  const all = countAt(metadata, 'split', 'count');
  if (place !== null && place !== index) {
    const values = { file, place: place + 1 };
    throw wrong(
      index === 0
        ? say('{file}: according to its header, this is part {place} of a model; name the first part instead', values)
        : say('{file}: according to its header, this is part {place}; download or copy the parts again', values),
    );
  }
  // Only the first part tells llama.cpp that there are others.
  if (index > 0 || all === null || all <= 1 || all === parts.length) return;
  const name = path.basename(file, path.extname(file)).replace(/-\d{5}-of-\d{5}$/, '');
  const own = `${name}-00001-of-${String(all).padStart(5, '0')}.gguf`;
  throw wrong(
    say(
      '{file}: according to its header, this is the first of {all} parts; llama.cpp finds the others only if it is named {own}',
      { file, all, own },
    ),
  );
}

/**
 * @param found in all parts
 * @throws ModelFailure (fatal) `load-failed`
 */
export function requireAllTensors(file: string, metadata: Metadata, found: number): void {
  if (ggufParts(file).length === 1) return;
  const all = countAt(metadata, 'split', 'tensors', 'count');
  if (all !== null && all !== found)
    throw incomplete(file, say('its parts hold {found} of {all} tensors', { found, all }));
}

function wrong(message: Text): ModelFailure {
  return new ModelFailure('load-failed', message, { isFatal: true });
}
