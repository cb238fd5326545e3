// What becomes of a key in a text, in whatever form it stands there and wherever the text was cut.
import { describe, expect, it } from 'vitest';
import { createSecrets } from '../dist/core/secrets.js';

const KEY = 'sk-aB+0/1"2\\3&4=5-CANARY-xyz';

const FORMS: Record<string, string> = {
  plain: KEY,
  'JSON in JSON': JSON.stringify(JSON.stringify(KEY)).slice(3, -3),
  'JSON with escaped slashes': JSON.stringify(KEY).slice(1, -1).replaceAll('/', '\\/'),
  'escapes of JSON': Array.from(KEY, (char) => `\\u00${char.charCodeAt(0).toString(16).toUpperCase()}`).join(''),
  'an address': encodeURIComponent(KEY),
  'an address in an address': encodeURIComponent(encodeURIComponent(KEY)),
  'a web page': KEY.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
  'a web page, by numbers': Array.from(KEY, (char) => `&#${char.charCodeAt(0)};`).join(''),
  capitals: KEY.toUpperCase(),
  'small letters': KEY.toLowerCase(),
  hexadecimal: Buffer.from(KEY).toString('hex'),
};

function secretsWith(keys: Record<string, string>) {
  const secrets = createSecrets();
  for (const [name, value] of Object.entries(keys)) secrets.add(name, value);
  return secrets;
}

const { redact, redactForeign } = secretsWith({ MY_KEY: KEY });

it.each(Object.entries(FORMS))('a key is found in the form of %s, whole and cut off', (_, form) => {
  expect(redact(`before ${form} behind`)).toBe('before [MY_KEY] behind');
  const half = form.slice(0, form.length / 2);
  expect(redactForeign(`before ${half}`, 'reply')).toMatch(/^before \[MY_KEY\].{0,5}$/);
});

it.each(['', 'a', 'Bearer '])('a key is found in base64 behind %j', (before) => {
  for (const encoding of ['base64', 'base64url'] as const) {
    const text = Buffer.from(`${before}${KEY}`).toString(encoding);
    expect(redact(text)).toMatch(/^.{0,12}\[MY_KEY\].{0,3}$/);
    expect(redactForeign(text.slice(0, 30), 'error')).toMatch(/^.{0,12}\[MY_KEY\].{0,3}$/);
  }
});

describe('the beginning of a key', () => {
  it.each([
    [5, 'x sk-aB'],
    [6, 'x [MY_KEY]'],
    [20, 'x [MY_KEY]'],
  ])('of %i characters at a cut', (length, redacted) => {
    expect(redactForeign(`x ${KEY.slice(0, length)}`, 'reply')).toBe(redacted);
  });

  it('is left in a text of our own', () => {
    expect(redact(`x ${KEY.slice(0, 20)} y`)).toBe(`x ${KEY.slice(0, 20)} y`);
  });

  it('that is a plain word may be said in a reply, but not at its end, and in no error', () => {
    const { redactForeign: foreign } = secretsWith({ WORD: 'password-of-the-house' });
    expect(foreign('The password is long.', 'reply')).toBe('The password is long.');
    expect(foreign('The password', 'reply')).toBe('The [WORD]');
    expect(foreign('The password-of the house', 'reply')).toBe('The [WORD] the house');
    expect(foreign('The password is wrong.', 'error')).toBe('The [WORD] is wrong.');
    expect(foreign('The PASSWORD is long.', 'reply')).toBe('The [WORD] is long.');
  });
});

it('of two keys the longer one is found, where one is the beginning of the other', () => {
  const { redact: both } = secretsWith({ SHORT: 'abc-1234', LONG: 'abc-1234-5678' });
  expect(both('abc-1234-5678 abc-1234')).toBe('[LONG] [SHORT]');
});

it('a line of JSON stays one', () => {
  const line = JSON.stringify({ reply: `a\n${KEY}"\\${KEY}`, count: 12345678 });
  expect(JSON.parse(redact(line))).toEqual({ reply: 'a\n[MY_KEY]"\\[MY_KEY]', count: 12345678 });
});

it('a key of thousands of characters, and long runs of its escapes, are no trouble', () => {
  const long = 'eyJhbGciOi'.repeat(400);
  const { redact: all, redactForeign: foreign } = secretsWith({ LONG: long });
  expect(all(`x ${long} y`)).toBe('x [LONG] y');
  expect(foreign('\\'.repeat(500_000), 'error')).toHaveLength(500_000);
});
