// The keys that this run uses, by the names of their environment variables, so that none of them reaches a file or a screen.
// Start at `createSecrets`.
import { type Finding, type KeyForm, keyForms, replaceKey } from './key-forms.ts';

export interface Secrets {
  add(name: string, value: string): void;
  /** The text with each key replaced by its name, in every form that is known here. */
  redact(text: string): string;
  /**
   * For what a server sends back, which may have been cut anywhere: also without the beginnings of keys.
   * @param kind in a reply a plain word is no beginning of a key, unless the reply ends with it
   */
  redactForeign(text: string, kind: 'error' | 'reply'): string;
}

/** No real key is shorter. A short value would be found everywhere, and its name would end up in the middle of numbers. */
const SHORTEST_KEY = 8;

/** What passwords of one's own may begin with, and made-up keys do not. */
const PLAIN_WORD = /^[A-Z]?[a-z]{1,11}$/;

export function createSecrets(): Secrets {
  let known: { name: string; value: string; forms: KeyForm[] }[] = [];
  const redacted = (text: string, isMeant: (finding: Finding) => boolean): string =>
    known.reduce((rest, { name, forms }) => replaceKey(rest, forms, { isMeant, replacement: `[${name}]` }), text);
  return {
    add(name, value) {
      if (value.length < SHORTEST_KEY || known.some((each) => each.value === value)) return;
      // The longest first: one key may be the beginning of another.
      known = [...known, { name, value, forms: keyForms(value) }].sort((a, b) => b.value.length - a.value.length);
    },
    redact: (text) => redacted(text, ({ isWhole }) => isWhole),
    redactForeign: (text, kind) =>
      redacted(
        text,
        ({ isWhole, isAtEnd, words }) => isWhole || isAtEnd || kind === 'error' || !PLAIN_WORD.test(words),
      ),
  };
}

/** The same for texts anywhere in plain data. */
export function redactedData<Data>(data: Data, secrets: Pick<Secrets, 'redact'>): Data {
  const text = JSON.stringify(data);
  const redacted = secrets.redact(text);
  return redacted === text ? data : JSON.parse(redacted);
}
