// Part 7: the viewer on large runs, and a large report: when something can be read, and how much memory that takes. Start at
// `measureViewer`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { htmlReport } from '../dist/view/html-report.js';
import { readPage } from '../dist/view/read-page.js';
import { noBrowser, openBrowser } from '../test/support/browser.ts';
import { REPOSITORY, temporaryFolder } from '../test/support/cli.ts';
import { madeComparison } from '../test/support/comparison.ts';
import { type LargeRun, makeLargeRun } from './large-run.ts';
import { waitForQuiet } from './quiet.ts';
import { median } from './statistics.ts';
import { range, type Table, verdict } from './table.ts';

export interface ViewerOptions {
  rounds: number;
  say: (text: string) => void;
}

const PROGRAM = path.join(REPOSITORY, 'dist/bin.js');
/** The server must do with this; in MB. */
const HEAP = 300;
const REPORT = { columns: 8, scenarios: 12, turns: 20 };

/** One measured figure of every round, and what it should be at most. */
interface Row {
  what: string;
  values: number[];
  digits: number;
  atMost?: number;
}

export async function measureViewer({ rounds, say }: ViewerOptions): Promise<Table> {
  if (noBrowser !== null) throw new Error(noBrowser);
  const browser = await openBrowser();
  try {
    const rows = [
      ...(await measureRun({ conversations: 10_000, turns: 5 }, { rounds, say })),
      ...(await measureRun({ conversations: 10_000, turns: 20 }, { rounds, say })),
      ...(await measureReport({ rounds, say })),
    ];
    return {
      id: 'viewer',
      title: 'The viewer and the report',
      head: ['what', 'measured', 'goal', ''],
      rows: rows.map(({ what, values, digits, atMost }) => [
        what,
        range(values, digits),
        atMost === undefined ? '–' : `≤ ${atMost}`,
        atMost === undefined ? '' : verdict(median(values), { atMost }),
      ]),
      notes: [
        `Medians (and ranges) of ${rounds} rounds, each with a server and a page of its own, in headless Chromium. The server has ${HEAP} MB of heap: with less than it needs it would end. The large runs have no scores.`,
      ],
    };
  } finally {
    await browser.close();
  }
}

async function measureRun(size: LargeRun, { rounds, say }: ViewerOptions): Promise<Row[]> {
  await using folder = temporaryFolder();
  const turns = size.conversations * size.turns;
  say(`writing a run of ${turns} turns`);
  const { runId, megabytes } = await makeLargeRun(folder.path, size);
  const found: Awaited<ReturnType<typeof lookAt>>[] = [];
  for (let round = 0; round < rounds; round++) {
    await waitForQuiet();
    say('looking at it');
    found.push(await lookAt(folder.path, runId));
  }
  const name = `${size.conversations.toLocaleString('en')} conversations, ${turns.toLocaleString('en')} turns (${megabytes.toFixed(0)} MB)`;
  const of = (key: keyof (typeof found)[number]): number[] => found.map((each) => each[key]);
  return [
    { what: `${name}: the list of runs, first answer, ms`, values: of('listMs'), digits: 0, atMost: 1_000 },
    { what: 'the same: head of the comparison, first answer, ms', values: of('headMs'), digits: 0, atMost: 1_000 },
    { what: 'the same: first paint of the page, ms', values: of('paintMs'), digits: 0, atMost: 1_000 },
    { what: 'the same: first reply in the page (the journal is indexed for it), ms', values: of('replyMs'), digits: 0 },
    { what: 'the same: longest frame while scrolling, ms', values: of('frameMs'), digits: 0 },
    { what: 'the same: figures counted, s after the server began', values: of('figuresSeconds'), digits: 1 },
    { what: 'the same: MB resident at most, server', values: of('residentMb'), digits: 0 },
    { what: 'the same: MB of heap, page', values: of('pageHeapMb'), digits: 0, atMost: HEAP },
  ];
}

async function lookAt(directory: string, runId: string) {
  const started = performance.now();
  const { child, address } = await startServer(directory);
  try {
    const timed = async (name: string): Promise<number> => {
      const before = performance.now();
      const response = await fetch(`${address}api/${name}`);
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${name}: ${response.status}`);
      return performance.now() - before;
    };
    const listMs = await timed('runs');
    const headMs = await timed(`comparison?run=${runId}`);
    const page = await newPage();
    const opened = performance.now();
    await page.goto(`${address}#run=${runId}`);
    await page.locator('.reply').first().waitFor();
    const replyMs = performance.now() - opened;
    const paintMs = await firstPaint(page);
    await timed(`figures?run=${runId}`);
    const figuresSeconds = (performance.now() - started) / 1_000;
    const frameMs = await longestFrame(page);
    const pageHeapMb = await heapOf(page);
    await page.close();
    return { listMs, headMs, paintMs, replyMs, frameMs, figuresSeconds, pageHeapMb, residentMb: peakOf(child) };
  } finally {
    child.kill('SIGINT');
    await once(child, 'close');
  }
}

async function startServer(directory: string): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP}`, PROGRAM, 'view'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) return { child, address: line };
  throw new Error('the server did not start');
}

async function measureReport({ rounds, say }: ViewerOptions): Promise<Row[]> {
  await using folder = temporaryFolder();
  const file = path.join(folder.path, 'report.html');
  writeFileSync(file, htmlReport(await readPage(), madeComparison(REPORT)));
  const found: { openMs: number; paintMs: number; differenceMs: number; frameMs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    await waitForQuiet();
    say('opening a report');
    const page = await newPage();
    const opened = performance.now();
    await page.goto(`file://${file}`);
    await page.locator('.reply').first().waitFor();
    const openMs = performance.now() - opened;
    const paintMs = await firstPaint(page);
    // What can be done ahead is done while nobody asks for anything.
    await page.waitForTimeout(1_000);
    const differenceMs = await differenceMode(page);
    const frameMs = await longestFrame(page);
    found.push({ openMs, paintMs, differenceMs, frameMs });
    await page.close();
  }
  const { columns, scenarios, turns } = REPORT;
  const name = `a report of ${columns} models × ${scenarios} scenarios × ${turns} turns`;
  const of = (key: keyof (typeof found)[number]): number[] => found.map((each) => each[key]);
  return [
    { what: `${name}: MB`, values: [statSync(file).size / 1e6], digits: 2, atMost: 3 },
    { what: 'the same: first paint, ms', values: of('paintMs'), digits: 0 },
    { what: 'the same: first reply to be read, ms', values: of('openMs'), digits: 0, atMost: 1_000 },
    { what: 'the same: difference mode, of what is visible, ms', values: of('differenceMs'), digits: 0, atMost: 200 },
    { what: 'the same: longest frame while scrolling, ms', values: of('frameMs'), digits: 0 },
  ];
}

async function newPage(): Promise<Page> {
  const page = await (await openBrowser()).newPage({ viewport: { width: 1440, height: 900 } });
  page.on('pageerror', (error) => process.stderr.write(`${error.message}\n`));
  return page;
}

function firstPaint(page: Page): Promise<number> {
  return page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN);
}

/** In the page: from the choice of the mode to the second frame after it, which has been painted then. */
const CHOOSE_DIFFERENCE = `new Promise((resolve) => {
  const started = performance.now();
  document.querySelector('input[name="mode"][value="difference"]')?.click();
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - started)));
})`;

async function differenceMode(page: Page): Promise<number> {
  const spent = await page.evaluate<number>(CHOOSE_DIFFERENCE);
  if ((await page.locator('ins, del').count()) === 0) throw new Error('no difference is shown');
  return spent;
}

/** In the page: down for two seconds, as fast as somebody who is looking for something. */
const SCROLL = `new Promise((resolve) => {
  const begun = performance.now();
  let last = begun;
  let longest = 0;
  const frame = (now) => {
    longest = Math.max(longest, now - last);
    last = now;
    if (now - begun > 2_000) return resolve(longest);
    for (const each of [document.scrollingElement, ...document.querySelectorAll('main, main > *')]) each.scrollBy(0, 60);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})`;

function longestFrame(page: Page): Promise<number> {
  return page.evaluate<number>(SCROLL);
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

/** In MB; not a number where there is no /proc. */
function peakOf({ pid }: ChildProcess): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
  } catch {
    return Number.NaN;
  }
}
