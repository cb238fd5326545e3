// Text of a server as it arrives: without keys, and no more of it than was asked for. Start at `saidText`.
import type { Secrets } from '../../core/secrets.ts';

interface SaidText {
  /** @returns what of it can be shown: a word that may turn out to be a key is held back until its end */
  add(piece: string): string;
  /** Nothing more comes. @returns what was held back */
  end(): string;
  all(): string;
  /** Whether more came than there was room for. */
  isFull(): boolean;
}

/** @param most in code units */
export function saidText(redact: Secrets['redactForeign'] | null, most: number): SaidText {
  let [all, held] = ['', ''];
  let room = most;
  let isFull = false;
  const shown = (text: string): string => {
    all += text;
    return text;
  };
  return {
    add(piece) {
      isFull ||= piece.length > room;
      const taken = piece.length > room ? wholeCharacters(piece.slice(0, room)) : piece;
      room -= taken.length;
      if (redact === null) return shown(taken);
      const wordStart = lastWordStart(taken);
      if (wordStart === 0) {
        held += taken;
        return '';
      }
      const safe = held + taken.slice(0, wordStart);
      held = taken.slice(wordStart);
      return shown(redact(safe, 'reply'));
    },
    end() {
      const rest = held;
      held = '';
      return redact === null ? '' : shown(redact(rest, 'reply'));
    },
    all: () => all,
    isFull: () => isFull,
  };
}

/** A key is one word of printable ASCII characters, however it is written. */
function lastWordStart(text: string): number {
  let start = text.length;
  while (start > 0 && /[!-~]/.test(text.charAt(start - 1))) start--;
  return start;
}

function wholeCharacters(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '');
}
