// What may be the name of a file or a folder: the same on every system, since runs, scenarios and baselines travel. Start at `nameProblem`.
import { say, type Text } from '../words/text.ts';

/** In bytes, of a file system's 255, with room for what is put behind the name meanwhile. */
const LONGEST_NAME = 200;

/** Windows gives them to devices, whatever ending follows. */
const DEVICE = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$) *(?:\.|$)/iu;

/** null: it can be one. */
export function nameProblem(name: string): Text | null {
  if (name === '') return say('a name must not be empty');
  if (/[<>:"|?*\\/\p{C}]/u.test(name))
    return say('not every system allows each of these characters in the name of a file');
  if (/^[. ]|[. ]$/.test(name)) return say('the name of a file must not begin or end with a dot or a space');
  if (DEVICE.test(name)) return say('Windows keeps this name for a device');
  if (isLongName(name))
    return say('too long for the name of a file: at most 200 bytes, of which most Japanese characters take 3');
  return null;
}

export function isLongName(name: string): boolean {
  return new TextEncoder().encode(name).byteLength > LONGEST_NAME;
}

/** What a Mac puts beside each file on a disk that has no room for its notes, such as a memory stick: never the file itself. */
export function isMacNote(name: string): boolean {
  return name.startsWith('._');
}

/** The same text for names that some system takes for one: in upper and lower case, composed and decomposed. */
export function foldedName(name: string): string {
  return name.normalize().toUpperCase().toLowerCase().normalize();
}
