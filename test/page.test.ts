import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ComparisonSchema } from '../dist/compare/comparison.js';
import { PreferenceSchema, RatingSchema } from '../dist/store/rating-schema.js';
import { htmlReport } from '../dist/view/html-report.js';
import { readPage } from '../dist/view/read-page.js';
import type { Comparison } from '../src/compare/comparison.ts';
import { noBrowser, openBrowser } from './support/browser.ts';
import { temporaryFolder } from './support/cli.ts';
import { MODELS, madeComparison, RUN } from './support/comparison.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const folder = temporaryFolder();
afterAll(() => folder[Symbol.asyncDispose]());

interface Opened {
  page: Page;
  /** Everything that should not have happened: errors, and requests for anything but the file itself. */
  amiss: string[];
  /** Looks at another place of the same page, without loading it again. */
  show(hash: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

let files = 0;

async function open(comparison: Comparison, hash = '', options: BrowserContextOptions = {}): Promise<Opened> {
  const file = path.join(folder.path, `report-${++files}.html`);
  writeFileSync(file, htmlReport(await readPage(), comparison));
  const browser = await openBrowser();
  const context = await browser.newContext({ locale: 'en', viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const address = pathToFileURL(file).href;
  const amiss: string[] = [];
  page.on('console', (message) => message.type() !== 'log' && amiss.push(message.text()));
  page.on('pageerror', (error) => amiss.push(String(error)));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address) amiss.push(request.url());
  });
  await page.goto(`${address}#${hash}`);
  await page.waitForSelector('.scenario[data-scenario]');
  return {
    ...{ page, amiss },
    show: async (next) => {
      await page.evaluate((text) => {
        location.hash = text;
      }, next);
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** The turns that are shown, of all scenarios. */
const turnsIn = (page: Page): Promise<string[]> =>
  page
    .locator('tr.turn')
    .evaluateAll((rows) =>
      rows.map((row) => `${row.closest('section')?.dataset.scenario} ${row.getAttribute('data-turn')}`),
    );

const activeIn = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.querySelector('td[aria-current]')?.id ?? null);

const hashIn = (page: Page): Promise<string> => page.evaluate(() => decodeURIComponent(location.hash));

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Until what the page says of itself is so; fails with the last that it said. */
async function until<Value>(read: () => Promise<Value>, wanted: Value): Promise<void> {
  await expect.poll(read, { timeout: 5_000, interval: 20 }).toEqual(wanted);
}

it('is shown made-up comparisons that have the shape of real ones', () => {
  expect(() => ComparisonSchema.parse(madeComparison({ columns: 4, samples: 3, scenarios: 3 }))).not.toThrow();
});

describe.skipIf(noBrowser !== null)(`the page${noBrowser ? ` (${noBrowser})` : ''}`, () => {
  const comparison = madeComparison({ columns: 3, scenarios: 2, turns: 6, samples: 2, faults: 0.3 });
  let opened: Opened;
  beforeAll(async () => {
    opened = await open(comparison);
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  it('shows every reply beside the others, the user once, and why one is missing', async () => {
    const { page, amiss } = opened;
    await page.waitForFunction(() => document.querySelectorAll('tr.turn').length === 12);
    const said = await page.locator('td.reply .said').allTextContents();
    const expected = comparison.sections.flatMap(({ rows }) =>
      rows.flatMap(({ cells }) =>
        cells.flatMap(({ replies }) => replies.filter(({ takes }) => takes.some(({ sample }) => sample === 1))),
      ),
    );
    expect(said).toEqual(expected.map(({ text }) => text));
    expect(await page.locator('td.missing').allTextContents()).toEqual(
      Array(2).fill('this conversation has no such turn'),
    );
    expect(await page.locator('th.user .diverged').count()).toBe(1);
    expect(await page.locator('thead th[scope=col] .quant').allTextContents()).toEqual([
      'Q8_0',
      'Q4_K_M',
      'Q2_K',
      'Q8_0',
      'Q4_K_M',
      'Q2_K',
    ]);
    expect(await page.evaluate(() => document.getElementById('comparison'))).toBe(null);
    expect(amiss).toEqual([]);
  });

  it('underlines what a check found, and says it in the language of the reader', async () => {
    const { page } = opened;
    const found = comparison.sections.flatMap(({ rows }) =>
      rows.flatMap(({ cells }) =>
        cells.flatMap(({ replies }) =>
          replies.flatMap(({ text, takes }) =>
            takes
              .filter(({ sample }) => sample === 1)
              .flatMap(({ marks }) => marks ?? [])
              .flatMap(({ spans, message }) =>
                spans.map(({ start, end }) => [[...text].slice(start, end).join(''), message]),
              ),
          ),
        ),
      ),
    );
    expect(found.length).toBeGreaterThan(3);
    expect(await page.locator('.said mark').allTextContents()).toEqual(found.map(([text]) => text));
    expect(await page.locator('.findings li > span:last-child').allTextContents()).toEqual(
      found.map(([, message]) => message),
    );
    await press(page, 'L');
    await until(() => page.locator('html').getAttribute('lang'), 'ja');
    const told = await page.locator('.findings li > span:last-child').allTextContents();
    expect(told.filter((message) => !message.startsWith('応答'))).toEqual([]);
    await press(page, 'L');
  });

  it.each([
    ['v', '', ''],
    ['d', 'mode=difference', '.said ins'],
    ['o', 'mode=only-different', '.said del'],
    ['f', 'mode=failures', 'tr.turn[data-fault]'],
    ['B', 'mode=blind', '.blind-note'],
  ])('has a mode on the key %s, which the address names: %s', async (key, hash, sign) => {
    const { page, show } = opened;
    await show(hash === '' ? 'mode=difference' : '');
    await press(page, key);
    await until(async () => (await hashIn(page)).replace(/^#/, '').split('&')[0], hash);
    if (sign !== '') expect(await page.locator(sign).count()).toBeGreaterThan(0);
    const wanted = comparison.sections.flatMap(({ scenario, rows }) =>
      rows
        .filter((row) => {
          const replies = row.cells.flatMap(({ replies: all }) =>
            all.filter(({ takes }) => takes.some(({ sample }) => sample === 1)),
          );
          if (key === 'o') return new Set(replies.map(({ text }) => text)).size > 1;
          const marks = replies.flatMap(({ takes }) =>
            takes.filter(({ sample }) => sample === 1).flatMap((take) => take.marks ?? []),
          );
          return key !== 'f' || marks.some(({ result }) => result === 'fail');
        })
        .map(({ turn }) => `${scenario} ${turn}`),
    );
    await until(() => turnsIn(page), wanted);
    await show('');
  });

  it('shows differences from the baseline by word and by character, from which both texts can be read', async () => {
    const { page, show } = opened;
    await show('mode=difference');
    const [row] = comparison.sections[0]?.rows ?? [];
    const texts = (row?.cells ?? []).map(({ replies }) => replies[0]?.text);
    const without = (unwanted: string) =>
      page
        .locator('tr.turn')
        .first()
        .locator('td .said')
        .nth(1)
        .evaluate((said, selector) => {
          const copy = document.createElement('p');
          copy.innerHTML = said.innerHTML;
          for (const element of copy.querySelectorAll(`${selector}, .unseen`)) element.remove();
          return copy.textContent;
        }, unwanted);
    for (const key of ['', 'w']) {
      if (key !== '') await press(page, key);
      await until(() => without('ins'), texts[0] ?? '');
      await until(() => without('del'), texts[1] ?? '');
    }
    await until(async () => (await hashIn(page)).includes('unit=character'), true);
    // Another baseline: what was compared now compares.
    await show('mode=difference&at=1 c2 scenario-1');
    await press(page, 'b');
    await until(() => page.locator('tr.turn').first().locator('td').nth(1).locator('ins, del').count(), 0);
    expect(await page.locator('tr.turn').first().locator('td').nth(0).locator('ins, del').count()).toBeGreaterThan(0);
    await show('');
  });

  it('moves with the keyboard through turns, columns, differences and scenarios', async () => {
    const { page, show } = opened;
    await show('');
    await press(page, 'j');
    await until(() => activeIn(page), 'reply-0-1-0');
    await until(() => page.evaluate(() => document.activeElement?.id), 'reply-0-1-0');
    const steps: [string, string][] = [
      ...[
        ['j', 'reply-0-2-0'],
        ['ArrowDown', 'reply-0-3-0'],
        ['k', 'reply-0-2-0'],
        ['l', 'reply-0-2-1'],
      ],
      ...[
        ['ArrowRight', 'reply-0-2-2'],
        ['l', 'reply-0-2-2'],
        ['h', 'reply-0-2-1'],
        ['n', 'reply-0-3-1'],
      ],
      // The fourth turn is the same everywhere.
      ...[
        ['n', 'reply-0-5-1'],
        ['p', 'reply-0-3-1'],
        ['G', 'reply-1-6-1'],
        ['k', 'reply-1-5-1'],
      ],
    ] as [string, string][];
    for (const [key, place] of steps) {
      await press(page, key);
      await until(() => activeIn(page), place);
    }
    await press(page, 'g', 'g');
    await until(() => activeIn(page), 'reply-0-1-1');
    await until(() => hashIn(page), '#at=1+c2+scenario-1');
    await press(page, ']');
    await until(() => page.locator('.pager span').first().textContent(), 'Sample 2 of 2');
    const second = comparison.sections[0]?.rows[0]?.cells[0]?.replies.find(({ takes }) =>
      takes.some(({ sample }) => sample === 2),
    );
    await until(() => page.locator('.said').first().textContent(), second?.text ?? '');
    await press(page, '[');
    await until(() => page.locator('.pager span').first().textContent(), 'Sample 1 of 2');
  });

  it('shows keys, prompt and settings, figures, raw text, and nothing of it while somebody types', async () => {
    const { page, show } = opened;
    await show('at=1 c1 scenario-1');
    await press(page, '?');
    await until(() => page.locator('dialog h2').textContent(), 'Keys');
    await press(page, 'Escape');
    await until(() => page.locator('dialog').count(), 0);
    await press(page, 'i');
    await until(() => page.locator('dialog h2').textContent(), 'Prompt and settings');
    await press(page, 'Escape');
    await until(() => page.locator('dialog').count(), 0);
    await press(page, 'r');
    await until(() => page.locator('pre.raw').count(), 1);
    await press(page, 'r', 'm');
    await until(() => page.locator('.figures-page').count(), 1);
    await press(page, 'm', 'T');
    await until(() => page.locator('html').getAttribute('data-theme'), 'dark');
    await press(page, 'T', '/');
    await page.keyboard.type('df');
    expect(await page.locator('#search').inputValue()).toBe('df');
    await press(page, 'Escape', 'Escape');
    await until(() => page.locator('#search').inputValue(), '');
    await until(async () => (await hashIn(page)).includes('text='), false);
  });

  it.each<[string, string, (turn: { scenario: string; turn: number; text: string; marks: string[] }) => boolean]>([
    ['a scenario', 'scenario=scenario-2', ({ scenario }) => scenario === 'scenario-2'],
    ['a tag', 'tag=published', ({ scenario }) => scenario === 'scenario-1'],
    ['turns', 'from=2&to=3', ({ turn }) => turn === 2 || turn === 3],
    ['a check', 'check=length.max', ({ marks }) => marks.includes('length.max')],
    ['words, of any width', 'text=ﾗｽﾄ', ({ text }) => text.includes('ラスト')],
    ['an expression', 'text=/三(回|杯)/', ({ text }) => /三(回|杯)/.test(text)],
  ])('filters by %s', async (_what, hash, isWanted) => {
    const { page, show } = opened;
    await show(hash);
    const all = comparison.sections.flatMap(({ scenario, rows }) =>
      rows.map(({ turn, user, cells }) => {
        const replies = cells.flatMap((cell) =>
          cell.replies.filter(({ takes }) => takes.some(({ sample }) => sample === 1)),
        );
        const marks = replies.flatMap(({ takes }) =>
          takes.filter(({ sample }) => sample === 1).flatMap((take) => take.marks ?? []),
        );
        return {
          scenario,
          turn,
          text: [user, ...replies.flatMap(({ text, user: own }) => [text, own])].join('\n'),
          marks: marks.map(({ check }) => check),
        };
      }),
    );
    const wanted = all.filter(isWanted).map(({ scenario, turn }) => `${scenario} ${turn}`);
    expect(wanted.length).toBeLessThan(12);
    await until(() => turnsIn(page), wanted);
    await until(() => page.locator('.count').textContent(), `${wanted.length} of 12 turns`);
    await show('');
  });

  it.each([
    ['/(a+)+$/', 'a repetition inside a repetition would take too long; write it differently'],
    ['/(a|a)*b/', 'a repetition inside a repetition would take too long; write it differently'],
    ['/[/', 'not a regular expression'],
  ])('says what is wrong with %s, and shows everything', async (expression, problem) => {
    const { page, show } = opened;
    await show(`text=${encodeURIComponent(expression)}`);
    await until(async () => (await page.locator('#search-problem').textContent())?.startsWith(problem), true);
    expect(await turnsIn(page)).toHaveLength(12);
    await show('');
  });

  it('hides columns and finds what is rated, by the filters that can be clicked', async () => {
    const { page, show } = opened;
    await show('');
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('checkbox', { name: 'kaede-7b' }).check();
    await page.getByRole('checkbox', { name: 'sumire-13b' }).check();
    await until(
      () => page.locator('thead').first().locator('.column-name b').allTextContents(),
      [MODELS[0], MODELS[2]],
    );
    await page.locator('#filters select').first().selectOption('note');
    await until(() => turnsIn(page), ['scenario-1 1', 'scenario-2 1']);
    await page.getByRole('button', { name: 'Show everything' }).click();
    await until(async () => (await turnsIn(page)).length, 12);
    await press(page, 'F');
  });

  it.each([
    ['an escape that is none', '%%%'],
    ['names without values', '=&=&=='],
    ['values that there are not', 'mode=evil&tab=__proto__&unit=x&seed=-1&from=NaN&to=1e9'],
    ['a place that is none', 'at=99 c9 nowhere'],
    ['a long text', `text=${'x'.repeat(5_000)}`],
    ['a thousand columns', `column=${'c1&column='.repeat(2_000)}`],
    ['samples of prototypes', 'sample=9 __proto__&sample=constructor'],
    ['HTML', 'at=1 "><img src=x onerror=alert(1)> scenario-1'],
    ['markup as names', 'baseline=<script>&column=<b>&check=<i>'],
    ['paths as runs', 'run=../../etc/passwd&model=%00'],
  ])('survives an address with %s', async (_what, hash) => {
    const { page, amiss, show } = opened;
    await show(hash);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 30)));
    expect(await page.locator('.bar').count()).toBe(1);
    expect(amiss).toEqual([]);
    await show('');
    await until(async () => (await turnsIn(page)).length, 12);
  });

  it('keeps ratings, notes and preferences over a reload, and saves them as lines that the program reads', async () => {
    await using own = await open(comparison, 'column=c1&column=c3&at=2 c3 scenario-1');
    const { page, amiss } = own;
    await until(() => activeIn(page), 'reply-0-2-2');
    await press(page, '4', '+', 'e');
    await page.getByLabel('Note', { exact: true }).fill('<b>short</b> & good');
    await page.getByLabel(/^Tags/).fill('自然、 casual');
    await page.getByRole('button', { name: 'Keep' }).click();
    await press(page, 's');
    await page.reload();
    await until(() => page.locator('td.active .rate [aria-pressed=true]').count(), 3);
    expect(await page.locator('.own-note').textContent()).toBe('<b>short</b> & good');
    expect(await page.locator('.pair [aria-pressed=true]').getAttribute('aria-label')).toBe('the right one is better');
    await press(page, 'S');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '2 ratings', exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`ratings-${RUN}.jsonl`);
    const [rating, preference, ...others] = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const place = {
      scenario: 'scenario-1',
      sample: 1,
      turn: 2,
      who: 'anonymous',
      blind: false,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    };
    expect(RatingSchema.parse(rating)).toEqual({
      ...place,
      model: MODELS[2],
      key: 'scenario-1/c3/1',
      rating: 4,
      thumb: 'up',
      note: '<b>short</b> & good',
      tags: ['自然', 'casual'],
    });
    expect(PreferenceSchema.parse(preference)).toEqual({
      ...place,
      model: MODELS[0],
      key: 'scenario-1/c1/1',
      versus: { model: MODELS[2], sample: 1, key: 'scenario-1/c3/1' },
      preferred: 'other',
      tags: [],
    });
    expect(others).toEqual([]);
    expect(amiss).toEqual([]);
  });

  it('names no model, run, file or quantization anywhere while names are hidden, and rates blindly', async () => {
    await using own = await open(comparison, 'at=1 c2 scenario-1');
    const { page } = own;
    await until(() => activeIn(page), 'reply-0-1-1');
    await press(page, '2');
    await until(() => page.locator('.rate [aria-pressed=true]').count(), 1);
    await press(page, 'B');
    await until(() => page.locator('.blind-note').count(), 1);
    expect(await page.locator('.rate [aria-pressed=true]').count()).toBe(0);
    await press(page, 'v');
    await until(
      async () => (await page.locator('.rate').count()) > 0 && page.locator('.rate [aria-pressed=true]').count(),
      1,
    );
    await press(page, 'B');
    await until(() => page.locator('thead').first().locator('.column-name b').allTextContents(), ['A', 'B', 'C']);
    await press(page, 'j', '5', 'L', 'L', 'F', 'e');
    await until(() => page.locator('dialog').count(), 1);
    // It is changed a moment later.
    await until(async () => (await hashIn(page)).includes('c2'), false);
    const secrets = [
      ...MODELS.slice(0, 3),
      RUN,
      '.gguf',
      'Q8_0',
      'Q4_K_M',
      'Q2_K',
      'c1',
      'c2',
      'c3',
      'tok/s',
      'huggingface',
      'chatml',
    ];
    const leaks = (): Promise<string[]> =>
      page.evaluate((names) => {
        const page = [document.documentElement.outerHTML, document.title, location.hash].join('\n');
        // The program's own code, colours and pictures say nothing of a model.
        const data = page.replace(/<(script|style|svg)[\s\S]*?<\/\1>/g, '');
        return names.filter((name) => data.includes(name));
      }, secrets);
    expect(await leaks()).toEqual([]);
    await press(page, 'Escape', 'i', 'm', 'S');
    await until(() => page.locator('dialog h2').textContent(), 'Save ratings');
    expect(await leaks()).toEqual([]);
    await page.reload();
    await until(() => page.locator('thead').first().locator('.column-name b').allTextContents(), ['A', 'B', 'C']);
    expect(await leaks()).toEqual([]);
    const ratings = await page.evaluate(() =>
      localStorage.getItem(Object.keys(localStorage).find((key) => key.includes('ratings')) ?? ''),
    );
    expect(JSON.parse(ratings ?? '{}').ratings).toContainEqual(expect.objectContaining({ rating: 5, blind: true }));
    await page.getByRole('button', { name: 'Reveal the names' }).click();
    await until(() => page.locator('thead').first().locator('.column-name b').allTextContents(), MODELS.slice(0, 3));
  });

  it('prints every column, three beside each other, with nothing to press', async () => {
    await using own = await open(madeComparison({ columns: 8, scenarios: 1, turns: 4 }));
    const { page } = own;
    await page.emulateMedia({ media: 'print' });
    await until(() => page.locator('table.grid').count(), 3);
    const tables = await page.locator('table.grid').evaluateAll((all) =>
      all.map((table) => ({
        columns: [...table.querySelectorAll('thead .column-name b')].map((name) => name.textContent),
        rows: table.querySelectorAll('tr.turn').length,
        isWithin: table.getBoundingClientRect().right <= document.documentElement.clientWidth,
      })),
    );
    expect(tables.slice(0, 3).flatMap(({ columns }) => columns)).toEqual(MODELS);
    expect(tables.every(({ columns, rows, isWithin }) => columns.length <= 3 && rows === 4 && isWithin)).toBe(true);
    expect(await page.locator('.bar, .star').filter({ visible: true }).count()).toBe(0);
    expect(
      await page
        .locator('thead')
        .first()
        .evaluate((head) => getComputedStyle(head).display),
    ).toBe('table-header-group');
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(
      Number(/\/Type \/Pages\s*\/Count (\d+)/.exec(pdf)?.[1] ?? pdf.match(/\/Type \/Page\b/g)?.length),
    ).toBeGreaterThan(1);
  });

  it('has nothing serious that axe finds, in any mode, light and dark, wide and narrow, in both languages', async () => {
    await using own = await open(madeComparison({ columns: 2, scenarios: 1, turns: 4, samples: 2, faults: 0.6 }));
    const { page, show } = own;
    await page.evaluate(AXE);
    const found = async (): Promise<string[]> =>
      page.evaluate(async () => {
        // axe was put into the page as a global.
        const { axe } = window as unknown as { axe: typeof import('axe-core') };
        const { violations } = await axe.run(document, { resultTypes: ['violations'] });
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(' ')}`);
      });
    for (const [colorScheme, width, hash, keys] of [
      ['light', 1440, '', 'j4F'],
      ['dark', 1440, 'mode=difference&text=/[/', 'L'],
      ['light', 390, 'mode=failures', '?'],
      ['dark', 390, 'mode=blind', 'j'],
    ] as const) {
      await page.keyboard.press('Escape');
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      await show(hash);
      await press(page, ...keys);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      expect({ colorScheme, width, hash, found: await found() }).toEqual({ colorScheme, width, hash, found: [] });
    }
  });

  it('shows HTML in replies, names, titles and notes as what it is: text', async () => {
    const hostile = hostileComparison();
    ComparisonSchema.parse(hostile);
    await using own = await open(hostile);
    const { page, amiss } = own;
    await until(async () => (await turnsIn(page)).length, PAYLOADS.length);
    for (const hash of ['mode=difference', 'mode=failures', 'mode=blind', 'tab=figures', '']) await own.show(hash);
    expect(await page.locator('tr.turn td .said').allTextContents()).toEqual(PAYLOADS);
    const injected = await page.evaluate(() => ({
      flag: 'pwned' in window,
      elements: document.querySelectorAll(
        'img, iframe, object, embed, audio, video, marquee, math, base, form[action], a[href], [onerror], [onload], [onclick], [onmouseover]',
      ).length,
      scripts: document.querySelectorAll('script').length,
    }));
    expect(injected).toEqual({ flag: false, elements: 0, scripts: 1 });
    expect(amiss).toEqual([]);
  });

  it('unpacks what is too long to stand there as it is', async () => {
    const large = madeComparison({ columns: 4, scenarios: 6, turns: 20 });
    const report = htmlReport(await readPage(), large);
    expect(report.match(/type="application\/gzip" id="section-\d"/g)).toHaveLength(6);
    expect(report.length).toBeLessThan(1e6);
    await using own = await open(large, 'at=20 c4 scenario-6');
    const { page, amiss } = own;
    await until(() => activeIn(page), 'reply-5-20-3');
    expect(
      await page.locator('td.active').evaluate((cell) => {
        const { top, bottom, left, right } = cell.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth;
      }),
    ).toBe(true);
    await until(() => page.locator('.count').textContent(), '120 of 120 turns');
    expect(amiss).toEqual([]);
  });
});

const FLAG = 'window.pwned=1';
const PAYLOADS = [
  `<script>${FLAG}</script>`,
  `</script><script>${FLAG}</script>`,
  `<img src=x onerror="${FLAG}">`,
  `<svg onload=${FLAG}>`,
  `<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>`,
  `"><script>${FLAG}</script>`,
  `'><img src=x onerror=${FLAG}>`,
  `<!--<script>`,
  `--><script>${FLAG}</script>`,
  `<!-- data -->`,
  `<!-- policy -->`,
  `]]><script>${FLAG}</script>`,
  `<body onload=${FLAG}>`,
  `<a href="javascript:${FLAG}">x</a>`,
  `javascript:${FLAG}`,
  `<style>*{display:none}</style>`,
  `<link rel=stylesheet href=//evil.example>`,
  `<meta http-equiv=refresh content="0;url=//evil.example">`,
  `<base href=//evil.example>`,
  `<object data=x onerror=${FLAG}>`,
  `<embed src=javascript:${FLAG}>`,
  `<video><source onerror=${FLAG}></video>`,
  `<details open ontoggle=${FLAG}>x</details>`,
  `<input autofocus onfocus=${FLAG}>`,
  `<form action=//evil.example><button>x`,
  `<math><mi xlink:href="javascript:${FLAG}">`,
  `<template><script>${FLAG}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${FLAG}>">`,
  `<textarea></textarea><script>${FLAG}</script>`,
  `<title></title><script>${FLAG}</script>`,
  `\u2028${FLAG}\u2029//`,
  `\\u003cscript>${FLAG}`,
  `&lt;script&gt;${FLAG}`,
  `&#60;script&#62;${FLAG}`,
  `$& $\` $' $1 $$`,
  `{{constructor.constructor('${FLAG}')()}}`,
  `<plaintext>`,
  `<marquee onstart=${FLAG}>x`,
  `\u202e<tpircs>`,
  `\u0000<script>${FLAG}</script>`,
];

/** Every payload as a reply, and in every other place where somebody else's words stand. */
function hostileComparison(): Comparison {
  const made = madeComparison({ columns: 1, scenarios: 1, turns: PAYLOADS.length, shorter: false, diverged: false });
  const all = PAYLOADS.join(' ');
  const [column] = made.columns;
  const [scenario] = made.scenarios;
  const [section] = made.sections;
  if (!column || !scenario || !section) throw new Error('nothing was made');
  Object.assign(column, {
    label: all,
    model: all,
    facts: { ...column.facts, title: all, notes: all, file: all, fileType: all, warnings: [all] },
  });
  Object.assign(scenario, {
    title: { ja: all, en: all },
    tags: [all],
    persona: { name: all, user: all, instruction: all },
    greeting: all,
  });
  made.notes = [all];
  for (const [index, row] of section.rows.entries()) {
    Object.assign(row, { user: all, probe: all });
    for (const reply of row.cells.flatMap(({ replies }) => replies)) {
      Object.assign(reply, { text: PAYLOADS[index], reasoning: all, finish: { unified: 'stop', raw: all } });
      for (const take of reply.takes)
        Object.assign(take, {
          warnings: [all],
          marks: [{ check: 'length.max', result: 'fail', message: all, spans: [{ start: 0, end: 999 }] }],
          ratings: [
            {
              model: 'x',
              scenario: 'x',
              sample: 1,
              turn: 1,
              rating: 1,
              note: all,
              tags: ['<b>'],
              who: '<i>',
              blind: null,
            },
          ],
        });
    }
  }
  return made;
}
