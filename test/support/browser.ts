/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// One Chromium for all tests of pages. Start at `openBrowser`.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const OPTIONS = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

/** null: this machine has none. `CHROMIUM` names another one. */
const chromiumProgram = [process.env.CHROMIUM, ...PROGRAMS].find((file) => file && existsSync(file)) ?? null;

/** Why tests of pages are left out; null: they are not. */
export const noBrowser =
  chromiumProgram === null ? `no Chromium (looked for ${PROGRAMS.join(', ')}; CHROMIUM can name one)` : null;

if (noBrowser !== null) process.stderr.write(`skipped: ${noBrowser}\n`);

let browser: Promise<Browser> | null = null;

/** The same one for everybody in this process; it ends with it. */
export function openBrowser(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: chromiumProgram ?? '', args: OPTIONS });
  return browser;
}
