// The figures, the checks for regressions and the details of a report, in a real browser: what they say, how they are drawn, and that
// hostile texts stay text.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Column, type Comparison, ComparisonSchema } from '../dist/compare/comparison.js';
import { htmlReport } from '../dist/view/html-report.js';
import { noBrowser, openBrowser } from './support/browser.ts';
import { temporaryFolder } from './support/cli.ts';
import { HOSTILE as HOSTILE_CHECK, LADDER, UNKNOWNS } from './support/regress-report.ts';

const HOSTILE = '<img src=x onerror="document.title=1">\u202eQ8_0';

const FIRST = '<|system|>友達です。\n<|user|>ねえ<|assistant|>';
const ADDED = 'うん！\u202e<|user|>ほんと？<|assistant|>';

const rate = (failed: number, n: number, low: number | null, high: number | null) => {
  return { n, failed, rate: failed / n, low, high };
};

type Figures = NonNullable<Column['figures']>;

function figuresOf(change: Partial<Figures>): Figures {
  return {
    ...{ conversations: 4, unfinished: 1, turns: 8, replyTokens: 80, costUsd: null, peakMemoryBytes: 210_000_000 },
    outcomes: { ok: 6, empty: 0, truncated: 2, failed: 0, refused: 0 },
    faults: rate(2, 8, 0.05, 0.6),
    checks: [
      { ...rate(2, 8, 0.05, 0.6), check: 'register', unit: 'turn', warned: 1 },
      { ...rate(0, 8, 0, 0.37), check: 'loop', unit: 'turn', warned: 0 },
      { ...rate(1, 4, null, null), check: 'of-another-version', unit: 'conversation', warned: 0 },
    ],
    rating: { n: 5, value: 3.4, low: 2.6, high: 4.2 },
    thumbs: { up: 3, down: 1 },
    tokensPerSecond: { n: 8, median: 42.3 },
    timeToFirstTokenMs: { n: 8, median: 310 },
    replyCharacters: { n: 8, median: 20 },
    byTurn: [1, 2].map((turn) => ({
      turn,
      tokensPerSecond: { n: 4, median: 45 - turn },
      timeToFirstTokenMs: { n: 4, median: 400 / turn },
      ...{ judged: 4, failed: 1 },
    })),
    byScenario: [
      { scenario: 'one', turns: 4, faults: rate(1, 4, 0.01, 0.7) },
      { scenario: 'two', turns: 4, faults: rate(1, 4, null, null) },
    ],
    ...change,
  };
}

function columnOf(id: string, label: string, change: Partial<Column>): Column {
  return {
    ...{ id, run: 'run-1', model: label, settings: null, label, status: 'ready', reason: null },
    facts: {
      ...{ title: null, notes: null, link: null, backend: 'llama', file: `${id}.gguf`, fileBytes: 4_920_000_000 },
      ...{ fileType: 'Q4_K_M', architecture: 'llama', parameters: 8e9, weightsDigest: 'd1'.repeat(32) },
      ...{ engine: 'llama.cpp b1', device: 'CPU', threads: 4, contextSize: 4096, server: null, warnings: [] },
    },
    template: { id: 'chatml', from: 'option', why: null, text: '…', hash: 'h' },
    sampling: null,
    figures: figuresOf({}),
    deltas: [],
    ...change,
  };
}

const COMPARISON: Comparison = ComparisonSchema.parse({
  ...{ schemaVersion: 1, madeAt: '2026-01-01T00:00:00.000Z', hitogara: '0.1.0', notes: [], baseline: 'c1' },
  runs: [
    {
      ...{
        id: 'run-1',
        directory: 'results/run-1',
        status: 'done',
        startedAt: '2026-01-01T00:00:00.000Z',
        endedAt: null,
      },
      ...{ arguments: [], mode: 'strict', seed: 1, samples: 1, program: 'hitogara', isImported: false },
      machine: { platform: 'linux', architecture: 'x64', cpu: 'cpu', cores: 2, memoryBytes: 8e9 },
    },
  ],
  columns: [
    columnOf('c1', 'base', {}),
    columnOf('c2', HOSTILE, {
      figures: figuresOf({ tokensPerSecond: { n: 8, median: 12 }, rating: null, thumbs: { up: 0, down: 0 } }),
      deltas: [
        { metric: 'faults', kind: 'difference', n: 8, value: -0.03, low: -0.2, high: 0.14, isBetter: null },
        { metric: 'tokensPerSecond', kind: 'ratio', n: 8, value: 0.28, low: 0.2, high: 0.4, isBetter: false },
        { metric: 'timeToFirstTokenMs', kind: 'ratio', n: 8, value: 0.5, low: 0.4, high: 0.6, isBetter: true },
        { metric: 'fileBytes', kind: 'ratio', n: 1, value: 1, low: null, high: null, isBetter: null },
      ],
    }),
    columnOf('c3', 'gone', { status: 'failed', reason: 'the file is damaged', figures: null }),
  ],
  scenarios: ['one', 'two'].map((id) => ({
    ...{
      id,
      title: { ja: `話 ${id}`, en: `Talk ${id}` },
      tags: [],
      greeting: null,
      turns: 2,
      samples: 1,
      differs: false,
    },
    persona: { name: 'ミナ', user: 'ユーザー', instruction: '友達です。' },
    columns: ['c1', 'c2', 'c3'],
  })),
  sections: ['one', 'two'].map((scenario) => ({
    scenario,
    preferences: [],
    talks: [[talkOf(null)], [talkOf('the record has no prompts')], []],
    rows: [1, 2].map((turn) => ({
      ...{ turn, user: turn === 1 ? 'ねえ' : 'ほんと？', probe: null, differs: false },
      cells: [
        { replies: [replyOf(turn, true)], missing: [] },
        { replies: [replyOf(turn, false)], missing: [] },
        { replies: [], missing: [{ samples: [], code: 'model-failed', reason: '' }] },
      ],
    })),
  })),
});

function talkOf(promptProblem: string | null): object {
  return {
    ...{
      sample: 1,
      key: 'k'.repeat(32),
      seed: 7,
      status: 'done',
      reason: null,
      turns: 2,
      greeting: null,
      cutOff: null,
    },
    ...{ promptProblem, marks: [], ratings: [] },
    sampling: { requested: { temperature: 0.7, topK: 40 }, effective: { temperature: 0.7, topK: 20, maxTokens: 256 } },
  };
}

function replyOf(turn: number, hasPrompt: boolean): object {
  return {
    ...{
      text: 'うん！\u202e',
      reasoning: null,
      user: null,
      outcome: 'ok',
      finish: { unified: 'stop', raw: 'token <|end|>' },
    },
    takes: [
      {
        ...{
          sample: 1,
          seed: 100 + turn,
          replyTokens: 3,
          tokensPerSecond: 44.1,
          timeToFirstTokenMs: 12.34,
          generateMs: 68,
        },
        ...{ promptTokens: 30, reusedTokens: 12, costUsd: null, attempts: 1, droppedTurns: 0, promptHash: 'abc' },
        warnings: ['oldest turns left out of the prompt: 2'],
        prompt: hasPrompt ? (turn === 1 ? { kept: 0, added: FIRST } : { kept: FIRST.length, added: ADDED }) : null,
        ...{ marks: [], ratings: [] },
      },
    ],
  };
}

/** Of runs that are not there: the page knows only what it is given. */
const REGRESSIONS = [
  { run: 'run-1', report: LADDER, problem: null },
  { run: 'run-2', report: null, problem: 'schemaVersion: must be 1 <img src=x onerror="document.title=1">' },
  { run: 'run-3', report: HOSTILE_CHECK, problem: null },
  { run: 'run-4', report: UNKNOWNS, problem: null },
];

const folder = temporaryFolder();
let page: Page;
/** What the browser complains of. */
const complaints: string[] = [];

async function openReport(): Promise<void> {
  const template = readFileSync(path.resolve(import.meta.dirname, '../dist/view/page.html'), 'utf8');
  const file = await folder.write('report.html', htmlReport(template, COMPARISON, REGRESSIONS));
  const context = await (await openBrowser()).newContext({ locale: 'en', viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${pathToFileURL(file).href}#tab=figures`);
  await page.locator('.chart canvas').nth(3).waitFor();
  await page.evaluate(axe.source);
}

/** Faults that keep readers out, by axe. */
function seriousFaults(within: string, rules?: readonly string[]): Promise<unknown> {
  return page.evaluate(
    `axe.run(${JSON.stringify(within)}, ${JSON.stringify(rules ? { runOnly: rules } : {})}).then(({ violations }) =>
      violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
  );
}

describe.skipIf(noBrowser !== null)('a report', () => {
  beforeAll(openReport);
  afterAll(async () => {
    await page.context().close();
    await folder[Symbol.asyncDispose]();
  });

  /** The texts of a row of the table of figures. */
  const summaryRow = (at: number) => page.locator('.summary-table tbody tr').nth(at).locator('th, td').allInnerTexts();

  describe('the figures', () => {
    it('are there for each column, with counts and intervals', async () => {
      expect((await summaryRow(0)).map((text) => text.split('\n'))).toEqual([
        ['base', '★ baseline'],
        ['4.92 GB', 'Q4_K_M'],
        ['25%', '5%–60% · 2 of 8'],
        ['3.4', '2.6–4.2 · n = 5', 'thumbs: 3 up, 1 down'],
        ['42.3', 'median, n = 8'],
        ['310 ms', 'median, n = 8'],
        ['210 MB'],
        ['6 of 8 ok', 'truncated 2', '4 conversations · 1 not finished'],
      ]);
      expect(await summaryRow(2)).toEqual(['gone', expect.stringContaining('4.92 GB'), 'the model failed']);
    });

    it('say what a difference from the baseline is worth, by sign, arrow, colour and words', async () => {
      const deltas = page.locator('.summary-table tbody tr').nth(1).locator('.delta');
      expect((await deltas.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))).toEqual([
        '＝ ±0%',
        '▽ −3.0 points (−20 to +14), n = 8 not told apart',
        '▼ −72% (−80 to −60), n = 8 worse',
        '▼ −50% (−60 to −40), n = 8 better',
      ]);
      const colours = await page.evaluate<string[]>(
        `[...document.querySelectorAll('.delta:is(.unclear, .worse, .better) .delta-size')].map((each) => getComputedStyle(each).color)`,
      );
      expect(new Set(colours).size).toBe(3);
    });

    it('of checks name those that found nothing apart, and give no share without an interval', async () => {
      const rows = page.locator('.figures-part').last().locator('tbody tr');
      expect((await rows.first().innerText()).replace(/\s+/g, ' ')).toContain('register polite where');
      expect(await rows.nth(1).locator('td').first().innerText()).toBe('1 of 4');
      expect(await page.getByText('1 check found nothing').isVisible()).toBe(true);
    });

    it('keep a hostile name text', async () => {
      expect(await page.locator('.figures img').count()).toBe(0);
      expect(await page.title()).not.toBe('1');
      expect(await page.locator('.summary-table .column-name').nth(1).textContent()).toContain('<img src=x');
    });

    it('lead from a cell of the heat map to the scenario', async () => {
      const cell = page.locator('.heat-map tbody tr').nth(1).locator('td').nth(1).locator('a');
      expect(await cell.innerText()).toBe('1 of 4');
      await cell.click();
      await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('reply-1-1-1');
      await page.keyboard.press('m');
      await page.locator('.chart canvas').nth(3).waitFor();
    });
  });

  /** Equal if and only if the same is drawn. */
  const pictures = () =>
    page.evaluate<string[]>(`[...document.querySelectorAll('.chart canvas')].map((canvas) => canvas.toDataURL())`);

  describe('the charts', () => {
    it('are drawn again in other colours, for paper and at another width, and say the same in a table', async () => {
      const light = await pictures();
      expect(light).toHaveLength(4);
      expect(new Set(light).size).toBe(4);
      await page.emulateMedia({ colorScheme: 'dark' });
      await expect.poll(pictures).not.toEqual(light);
      await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
      await expect.poll(() => page.locator('.chart[data-paper]').count()).toBe(4);
      await page.emulateMedia({ colorScheme: 'light', media: 'screen' });
      await expect.poll(pictures).toEqual(light);
      await page.setViewportSize({ width: 700, height: 800 });
      await expect.poll(pictures).not.toEqual(light);
      const [first] = await page.locator('.chart-figure details').all();
      await first?.locator('summary').click();
      expect(await first?.locator('tbody tr').first().locator('th, td').allInnerTexts()).toEqual([
        ...['base', '42.3', '25%', '5%–60%', '8'],
      ]);
    });

    it('are not drawn while another tab is shown, and the tab is hidden in blind mode', async () => {
      await page.keyboard.press('m');
      await expect.poll(() => page.locator('canvas').count()).toBe(0);
      await page.keyboard.press('B');
      await page.locator('[data-mode="blind"]').waitFor();
      await page.keyboard.press('m');
      expect(await page.getByRole('button', { name: 'Figures' }).isDisabled()).toBe(true);
      expect(await page.locator('.figures').count()).toBe(0);
      await page.keyboard.press('v');
      await page.keyboard.press('m');
      await expect.poll(() => page.locator('canvas').count()).toBe(4);
    });

    it('and tables have no serious fault for readers who cannot see them, in either theme', async () => {
      await page.emulateMedia({ colorScheme: 'light' });
      expect(await seriousFaults('.figures')).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await seriousFaults('.figures', ['color-contrast'])).toEqual([]);
    });
  });

  describe('a check for regressions', () => {
    const check = () => page.locator('.check').first();
    /** Left edges of what is drawn, from left to right in the order of the rows. */
    const leftOf = (what: string) =>
      check()
        .locator(`.figures-part:not(.candidate) .intervals ${what}`)
        .evaluateAll((marks) => marks.map((mark) => mark.getBoundingClientRect().left));

    beforeAll(async () => {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.keyboard.press('c');
      await check().waitFor();
    });
    afterAll(() => page.keyboard.press('m'));

    it('begins with the verdicts, each with the figure that decides it', async () => {
      expect((await check().locator('.verdicts li').allInnerTexts()).map((text) => text.split(/\n+/))).toEqual([
        [
          '✓ no regression',
          'hitogara-tiny-q8_0',
          'repetition, the worst metric: at most +2.8 points (95\u00a0%, n\u00a0300; the margin is 10)',
        ],
        ['≠ cannot be compared', 'hitogara-tiny-q6_K', 'not the same: template'],
        [
          '? cannot be decided',
          'hitogara-tiny-q4_K_M',
          'length may be up to 10.1 points worse (95\u00a0%, n\u00a0300; the margin is 10)',
        ],
        ['▼ regressed', 'hitogara-tiny-q2_K', 'endless repetition in 57 of 300 replies, in the reference 0 of 300'],
      ]);
      expect(await check().locator('.smallest').innerText()).toBe(
        '★ the smallest file that passes: hitogara-tiny-q8_0',
      );
    });

    it('has every model in a table, and draws how far each is from the reference', async () => {
      const rows = await check().locator('.model-table tbody tr').allInnerTexts();
      // Numbers stay with their units.
      const told = rows.map((row) => row.replaceAll('\u00a0', ' ').split(/\s*[\n\t]+\s*/));
      expect(told).toEqual([
        ['hitogara-tiny-f16', 'reference', 'F16', '8.41 MB', '61.2 MB', '152', ''],
        expect.arrayContaining(['hitogara-tiny-q8_0', '★ the smallest file that passes', '0.00136 (0.00117–0.00159)']),
        expect.arrayContaining(['hitogara-tiny-q6_K', '–']),
        expect.arrayContaining(['moderate', '91.9 % (90.8–92.9)', 'n 3840', 'length, n 300', '+5.0 (≤ +10.1)']),
        expect.arrayContaining(['1.88 MB', 'very strong', 'loop, n 300']),
      ]);
      const [near = 0, middle = 0, far = 0, ...others] = await leftOf('circle');
      const [floor = 0] = await leftOf('.interval .floor');
      expect(others).toEqual([]);
      expect([floor, near, middle, far].toSorted((a, b) => a - b)).toEqual([floor, near, middle, far]);
      // 0.00136, 0.0313 and 0.445: on a logarithmic axis, by the ratio.
      expect((middle - near) / (far - middle)).toBeCloseTo(Math.log(0.0313 / 0.00136) / Math.log(0.445 / 0.0313), 1);
    });

    it('opens a candidate with all of its evidence, which a link can name', async () => {
      await check().getByRole('button', { name: 'hitogara-tiny-q2_K' }).click();
      const details = check().locator('.candidate');
      await expect.poll(() => details.evaluate((element) => element === document.activeElement)).toBe(true);
      await expect.poll(() => page.evaluate('location.hash')).toContain('candidate=4');
      expect(await details.locator('h3').allInnerTexts()).toEqual([
        ...['Metrics', 'Signs of a broken model', 'Probabilities', 'Where they differ most', 'Greedy replies'],
        ...['Conditions', 'Tensor types'],
      ]);
      expect(await details.locator('.reasons li').allInnerTexts()).toEqual(LADDER.candidates[3]?.reasons);
      const loop = details.locator('.metric-table tbody tr').first();
      expect((await loop.innerText()).split(/\s*[\n\t]+\s*/)).toEqual([
        ...['loop', 'endless repetition', 'got worse', '2/300 → 57/300', '+18.3 (+12.1 to +24.5)', '+23.4', '<0.001'],
      ]);
      expect(await details.locator('.sentinel-table tbody tr').first().innerText()).toMatch(
        /^endless.*57\/300.*broken$/s,
      );
      expect(await details.locator('.fact-line').first().innerText()).toBe(
        'could have detected a worsening of 9.8 points with 80\u00a0% power',
      );
      expect(await details.locator('.chart-pair .interval-name').allInnerTexts()).toEqual([
        ...['turn 1', 'turn 2', 'turn 3', 'turn 4', 'turn 5', 'kana', 'kanji', 'other characters'],
      ]);
    });

    it('shows a place in its sentence with what both find likeliest, and where greedy replies part', async () => {
      const place = check().locator('.candidate .places li').first();
      expect(await place.locator('.said').innerText()).toBe(
        '昨日の夜は新作のアニメを最後まで見ちゃったから、今日はちょっと眠いんだよね。',
      );
      expect(await place.locator('.said mark').innerText()).toBe('見');
      // What was said is in both lists, though the candidate has it far below.
      expect((await place.locator('.likeliest tbody td').allInnerTexts()).map((text) => text.split(/\s+/)[0])).toEqual([
        ...['見', '食', '観', 'み', 'み', '。', '', '見'],
      ]);
      const parting = check().locator('.parting').first();
      expect(await parting.locator('.said').allInnerTexts()).toEqual([
        '週末はずっと家でアニメを見てたよ！',
        '週末はずっと友だちと遊んでたよ。',
      ]);
      expect(await parting.locator('mark').first().innerText()).toBe('家でアニメを見てたよ！');
    });

    it('prints all of it but what is to be pressed', async () => {
      await page.emulateMedia({ media: 'print' });
      // A line that stands upright has no width, and counts as hidden.
      const drawn = await check()
        .locator('.metric-table tbody tr')
        .first()
        .locator('line, circle')
        .evaluateAll((marks) => marks.map((mark) => getComputedStyle(mark).display !== 'none' && mark.classList[0]));
      expect(await check().locator('.candidate-choice').isVisible()).toBe(false);
      await page.emulateMedia({ media: 'screen' });
      expect(drawn).toEqual(['tick', 'margin', 'reach', undefined, 'upper']);
    });

    it('says what cannot be read, and shows the others', async () => {
      expect(await page.locator('.regression [role=alert]').allInnerTexts()).toEqual([
        expect.stringMatching(/^run run-2: its check for regressions cannot be read and is left out \(schemaVersion/),
      ]);
      expect(await page.locator('.check').count()).toBe(3);
      expect(await page.locator('.check').last().locator('.smallest').innerText()).toBe('no candidate passes');
    });

    it('keeps every text of a report text, whoever wrote it', async () => {
      const hostile = page.locator('.check').nth(1);
      await hostile.locator('.verdicts button').last().click();
      await hostile.locator('.sentinel-table .worse').waitFor();
      for (const closed of await hostile.locator('summary').all()) await closed.click();
      for (const place of [
        'h1',
        '.reasons',
        '.metric-table',
        '.quoted',
        '.places',
        '.parting',
        '.tensor-types',
        'option',
      ])
        expect(await hostile.locator(place).first().textContent()).toContain('<img src=x onerror=alert(1)>');
      expect(await page.locator('.regression :is(img, a, iframe, script, [onerror])').count()).toBe(0);
      const shown = await hostile.evaluate((element) => element.textContent ?? '');
      expect(shown).not.toMatch(/[\u0000-\u0008\u001b\u200b\u202a-\u202e\u2066-\u2069]/);
      expect(await page.title()).not.toBe('1');
      expect(complaints).toEqual([]);
    });

    it('has no serious fault for readers who cannot see it, and fits a telephone, in either theme and language', async () => {
      await page.emulateMedia({ colorScheme: 'light' });
      expect(await seriousFaults('.regression')).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize({ width: 375, height: 800 });
      await page.keyboard.press('L');
      expect(await check().locator('.verdicts .verdict').allInnerTexts()).toEqual([
        ...['✓ 悪化なし', '≠ 比べられません', '? 判断できません', '▼ 悪化'],
      ]);
      expect(await seriousFaults('.regression')).toEqual([]);
      const isTooWide = 'document.querySelector("main").scrollWidth > document.querySelector("main").clientWidth';
      expect(await page.evaluate(isTooWide)).toBe(false);
      await page.keyboard.press('L');
      await page.setViewportSize({ width: 1280, height: 900 });
    });

    it('is not there where names are hidden', async () => {
      await page.keyboard.press('B');
      await page.locator('[data-mode="blind"]').waitFor();
      await page.keyboard.press('c');
      expect(await page.getByRole('button', { name: 'Regression' }).isDisabled()).toBe(true);
      expect(await page.locator('.regression').count()).toBe(0);
      await page.keyboard.press('v');
    });
  });

  describe('the details of a reply', () => {
    const open = async (reply: string): Promise<void> => {
      await page.locator(reply).click();
      await page.keyboard.press('i');
      await page.locator('dialog[open]').waitFor();
    };

    beforeAll(async () => {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.keyboard.press('m');
    });

    it('have the exact prompt, and show what cannot be seen in it', async () => {
      await open('#reply-0-2-0');
      const prompt = page.locator('.prompt');
      expect(await prompt.locator('.prompt-said').allInnerTexts()).toEqual([
        '友達です。',
        'ねえ',
        'うん！U+202E',
        'ほんと？',
      ]);
      expect(await prompt.locator('.prompt-new').innerText()).toBe('the prompt of turn 1 was the same up to here');
      expect(await prompt.locator('.sign').allInnerTexts()).toEqual(['↵', 'U+202E']);
    });

    it('mark the settings that are not as they were asked for', async () => {
      expect(await page.locator('.settings-table tbody tr').allInnerTexts()).toEqual([
        ...['temperature\t0.7\t0.7\t', 'topK\t40\t20\tchanged', 'maxTokens\t–\t256\tdefault'],
      ]);
    });

    it('keep the focus inside, and give it back', async () => {
      for (let n = 0; n < 6; n += 1) {
        await page.keyboard.press('Tab');
        // The browser's own bar is one of the stops: then nothing in the page has the focus.
        const isOutside = `document.activeElement !== document.body && !document.activeElement.closest('dialog')`;
        expect(await page.evaluate(isOutside)).toBe(false);
      }
      expect(await seriousFaults('dialog')).toEqual([]);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('dialog').count()).toBe(0);
      expect(await page.evaluate('document.activeElement.tagName')).toBe('TD');
    });

    it('say why there is no prompt, in the language of the reader', async () => {
      await page.keyboard.press('L');
      await open('#reply-0-1-1');
      expect(await page.locator('.details').innerText()).toContain('記録にプロンプトがありません');
      expect(await page.locator('.details .warnings').innerText()).toBe('プロンプトから除いた古いターン: 2');
      await page.keyboard.press('Escape');
    });

    it('are the last thing this page had to show without an error', () => {
      expect(complaints).toEqual([]);
    });
  });
});
