// The keys that this run uses, by the names of their environment variables, so that none of them reaches a file or a screen.
// Start at `createSecrets`.

export interface Secrets {
  add(name: string, value: string): void;
  /** The text with each key replaced by its name, also inside JSON. */
  redact(text: string): string;
}

/** No real key is shorter. A short value would be found everywhere, and its name would end up in the middle of numbers. */
const SHORTEST_KEY = 8;

export function createSecrets(): Secrets {
  const known = new Map<string, string>();
  return {
    add(name, value) {
      if (value.length < SHORTEST_KEY) return;
      known.set(value, name);
      known.set(JSON.stringify(value).slice(1, -1), name);
    },
    redact(text) {
      let redacted = text;
      for (const [value, name] of known) redacted = redacted.replaceAll(value, `[${name}]`);
      return redacted;
    },
  };
}
