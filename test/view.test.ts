// The viewer's server over a real socket: who is refused, what is answered, what is written, and what is told while a run is played.
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ComparisonSchema } from '../dist/compare/comparison.js';
import { planComparison } from '../dist/compare/plan.js';
import { compareRuns, scoreRun } from '../dist/index.js';
import { openLiveJournal } from '../dist/store/live-journal.js';
import { readConversations } from '../dist/store/read-run.js';
import { createRunFolder } from '../dist/store/run-folder.js';
import { figureCounts } from '../dist/view/figure-counts.js';
import { openRuns } from '../dist/view/open-runs.js';
import { lacks } from './support/capabilities.ts';
import { runProgram, type StoredRun, spawnProgram, temporaryFolder } from './support/cli.ts';
import { play } from './support/play.ts';
import { LADDER } from './support/regress-report.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { sealedLine, sealedText } from './support/sealed.ts';
import { scenarioYaml } from './support/toys.ts';
import { openViewer } from './support/viewer.ts';
import { worldIn } from './support/world.ts';

type Folder = Awaited<ReturnType<typeof scriptedFolder>>;
type Viewer = Awaited<ReturnType<typeof openViewer>>;

/** Two models, two scenarios, three samples of two turns. */
async function playedFolder(): Promise<{ folder: Folder; run: StoredRun }> {
  const folder = await scriptedFolder(
    { a: { replies: ['うん！', '元気だよ'] }, b: { replies: ['ええ。', { error: 'gone' }] } },
    scenarioYaml({ turns: ['やあ', '元気？'] }),
  );
  await folder.write('scenarios/other.yaml', scenarioYaml({ id: 'other', turns: ['もしもし'] }));
  const run = await play(folder.path, { models: ['a', 'b'], scenarios: ['short', 'other'], samples: 3 });
  await scoreRun({}, { world: worldIn(folder.path) });
  return { folder, run };
}

describe('a run that has ended', () => {
  let folder: Folder;
  let run: StoredRun;
  let viewer: Viewer;
  let id: string;

  beforeAll(async () => {
    ({ folder, run } = await playedFolder());
    viewer = await openViewer(folder.path, { who: '</script><b>' });
    id = run.manifest.runId;
  });
  afterAll(async () => {
    await viewer.close();
    await folder[Symbol.asyncDispose]();
  });

  it('refuses whoever is not its own page', async () => {
    const own = `127.0.0.1:${viewer.port}`;
    const cases: [Record<string, string>, number][] = [
      [{ host: own }, 200],
      [{ host: `LOCALHOST:${viewer.port}` }, 200],
      [{ host: own, origin: `http://${own}`, 'sec-fetch-site': 'same-origin' }, 200],
      [{ host: own, 'sec-fetch-site': 'none' }, 200],
      [{ host: 'evil.example' }, 403],
      [{ host: `evil.example:${viewer.port}` }, 403],
      [{ host: '127.0.0.1' }, 403],
      [{ host: '127.0.0.1:1' }, 403],
      [{ host: `[::1]:${viewer.port}` }, 403],
      [{ host: own, origin: 'http://evil.example' }, 403],
      [{ host: own, origin: 'null' }, 403],
      [{ host: own, origin: `https://${own}` }, 403],
      [{ host: own, origin: `http://localhost:${viewer.port}` }, 403],
      [{ host: own, 'sec-fetch-site': 'cross-site' }, 403],
      [{ host: own, 'sec-fetch-site': 'same-site' }, 403],
    ];
    const heard = await Promise.all(cases.map(([headers]) => viewer.ask('api/runs', { headers })));
    expect(heard.map(({ status }, index) => [cases[index]?.[0], status])).toEqual(cases);
    // Not even the right address is told from a wrong one.
    const evil = { headers: { host: 'evil.example' } };
    expect(await viewer.ask('api/runs', evil)).toMatchObject({ text: (await viewer.ask('/nothing', evil)).text });
  });

  it('knows no address without the token, and no other', async () => {
    const wrong = `/${'0'.repeat(32)}/api/runs`;
    const paths = [
      wrong,
      '/',
      '/api/runs',
      '//',
      `${viewer.pathname}x`,
      `${viewer.pathname}api`,
      `/x${viewer.pathname}`,
    ];
    const files = ['../package.json', '..%2f..%2fetc%2fpasswd', 'api/../../etc/passwd', 'results/', 'dist/bin.js'];
    const answers = await Promise.all([...paths, ...files].map((each) => viewer.ask(each)));
    expect(answers.map(({ status, text }) => `${status} ${text}`)).toEqual(
      answers.map(() => '404 {"error":"not found"}'),
    );
    const { status, headers } = await viewer.ask(viewer.pathname.slice(0, -1));
    expect([status, headers.location]).toEqual([308, viewer.pathname]);
  });

  it('says which methods an address takes', async () => {
    const allowed = async (method: string, name: string) => {
      const { status, headers } = await viewer.ask(name, { method });
      return [status, headers.allow];
    };
    expect(await allowed('POST', 'api/runs')).toEqual([405, 'GET, HEAD']);
    expect(await allowed('PUT', '')).toEqual([405, 'GET, HEAD']);
    expect(await allowed('OPTIONS', 'api/events')).toEqual([405, 'GET, HEAD']);
    expect(await allowed('GET', 'api/opinions')).toEqual([405, 'POST']);
    expect(await allowed('DELETE', 'api/opinions')).toEqual([405, 'POST']);
    expect(await allowed('HEAD', '')).toEqual([200, undefined]);
  });

  it('hands out a page that may load nothing but its own data', async () => {
    const { status, headers, text } = await viewer.ask('');
    expect({ status, headers }).toMatchObject({
      status: 200,
      headers: {
        'content-security-policy':
          "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      },
    });
    expect(text).toContain(
      '<script type="application/json" id="viewer">{"ratesAs":"\\u003c/script>\\u003cb>"}</script>',
    );
    const refusal = await viewer.ask('/');
    expect(refusal.headers['x-content-type-options']).toBe('nosniff');
  });

  it('packs what is long', async () => {
    const packed = { headers: { 'accept-encoding': 'gzip' } };
    expect((await viewer.ask('', packed)).headers['content-encoding']).toBe('gzip');
    expect((await viewer.ask('/', packed)).headers['content-encoding']).toBe(undefined);
  });

  it('lists the run', async () => {
    expect(await viewer.get('api/runs')).toEqual({
      runs: [
        {
          ...{ id, directory: `results/${id}`, startedAt: run.manifest.startedAt, status: 'done', problem: null },
          ...{ models: ['a', 'b'], scenarios: ['short', 'other'], conversations: 12, turns: 15, isImported: false },
        },
      ],
    });
  });

  it('gives the same as a comparison in one piece: the head first, then sections and figures', async () => {
    await using fresh = await openViewer(folder.path);
    const query = `run=${id}&baseline=b`;
    const head = await fresh.get(`api/comparison?${query}`);
    expect([head.sections, head.columns.map(({ figures }: { figures: unknown }) => figures)]).toEqual([
      [],
      [null, null],
    ]);
    const { columns } = await fresh.get(`api/figures?${query}`);
    const counted = await fresh.get(`api/comparison?${query}`);
    expect(counted.columns).toEqual(head.columns.map((each: object, at: number) => ({ ...each, ...columns[at] })));
    const sections = [];
    for (const scenario of ['short', 'other'])
      sections.push(await fresh.get(`api/section?${query}&scenario=${scenario}`));
    const whole = await compareRuns({ names: [id], baseline: 'b' }, { world: worldIn(folder.path) });
    expect(ComparisonSchema.parse({ ...counted, sections, madeAt: '' })).toEqual({ ...whole, madeAt: '' });
  });

  it('gives the samples that are asked for, and says which', async () => {
    const { samples, talks, rows } = await viewer.get(`api/section?run=${id}&scenario=short&samples=2-3`);
    expect(samples).toEqual({ from: 2, to: 3, total: 3 });
    expect(talks[0].map(({ sample }: { sample: number }) => sample)).toEqual([2, 3]);
    // Those that were not asked for are not missing.
    expect(rows[0].cells[0].missing).toEqual([]);
    expect(rows[1].cells[1].missing).toMatchObject([{ samples: [], code: 'failed' }]);
    expect((await viewer.ask(`api/section?run=${id}&scenario=short&samples=3-2`)).status).toBe(400);
  });

  it('says what there is not', async () => {
    const near = `${id.slice(0, -1)}x`;
    const answers = await Promise.all(
      [
        `api/comparison?run=${near}`,
        `api/comparison?run=${encodeURIComponent(`../${path.basename(folder.path)}`)}`,
        'api/comparison',
        `api/comparison?run=${id}&model=nobody`,
        `api/comparison?run=${id}&baseline=nobody`,
        `api/section?run=${id}&scenario=nothing`,
        `api/figures?run=${near}`,
      ].map((each) => viewer.ask(each)),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 400, 404, 400, 404, 404]);
    expect(answers[0]?.text).toBe(JSON.stringify({ error: `there is no run ${near}\n  Did you mean ${id}?` }));
  });

  it('writes opinions beside the run, and shows them', async () => {
    const query = `run=${id}&scenario=other`;
    await viewer.get(`api/section?${query}`);
    const place = { model: 'a', scenario: 'other', sample: 2, turn: 1 };
    const rating = { ...place, rating: 4, note: 'いいね\u2028<b>' };
    const preference = { ...place, versus: { model: 'b', sample: 2 }, preferred: 'tie', blind: true, who: 'x' };
    const posted = await Promise.all([rating, preference].map((opinion) => viewer.post({ run: id, opinion })));
    expect(posted.map(({ status, text }) => [status, text])).toEqual([
      [204, ''],
      [204, ''],
    ]);
    const lines = readFileSync(path.join(run.directory, 'ratings.jsonl'), 'utf8').trim().split('\n');
    const written = lines.map((line) => JSON.parse(line));
    expect(written).toContainEqual({ ...rating, tags: [], blind: null, who: 'anonymous', at: expect.any(String) });
    const { rows, preferences } = await viewer.get(`api/section?${query}`);
    const takes = rows[0].cells[0].replies[0].takes;
    expect(takes.map(({ ratings }: { ratings: object[] }) => ratings.length)).toEqual([0, 1, 0]);
    expect(preferences).toMatchObject([{ preferred: 'tie', who: 'x' }]);
  });

  it('refuses what is no opinion, or is about nothing in the run, and writes none of it', async () => {
    const before = readFileSync(path.join(run.directory, 'ratings.jsonl'), 'utf8');
    const place = { model: 'a', scenario: 'other', turn: 1 };
    const good = { ...place, rating: 1 };
    const cases: [unknown, number][] = [
      ['{', 400],
      ['', 400],
      ['null', 400],
      [{ run: id }, 400],
      [{ run: id, opinion: good, more: 1 }, 400],
      [{ run: id, opinion: { ...good, rating: 6 } }, 400],
      [{ run: id, opinion: { ...good, directory: '/' } }, 400],
      [{ run: id, opinion: place }, 400],
      [{ run: id, opinion: { ...good, model: 'c' } }, 400],
      [{ run: id, opinion: { ...good, sample: 4 } }, 400],
      [{ run: id, opinion: { ...good, turn: 2 } }, 400],
      [{ run: id, opinion: { ...good, key: 'other' } }, 400],
      [{ run: id, opinion: { ...place, preferred: 'this', versus: { model: 'c' } } }, 400],
      [{ run: id, opinion: { ...place, preferred: 'this', versus: { run: 'none', model: 'b' } } }, 404],
      [{ run: `../results/${id}`, opinion: good }, 404],
      [{ run: '', opinion: good }, 404],
      [{ run: id, opinion: { ...good, note: 'a'.repeat(64_000) } }, 413],
    ];
    const answers = [];
    for (const [data] of cases) answers.push(await viewer.post(data));
    expect(answers.map(({ status }, index) => [cases[index]?.[0], status])).toEqual(cases);
    const asText = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ run: id }) };
    expect((await viewer.ask('api/opinions', asText)).status).toBe(415);
    expect(readFileSync(path.join(run.directory, 'ratings.jsonl'), 'utf8')).toBe(before);
  });

  it('tells of an opinion, whoever wrote it', async () => {
    using events = await viewer.listen(`api/events?run=${id}`);
    expect(events.contentType).toBe('text/event-stream');
    const line = JSON.stringify({ model: 'a', scenario: 'short', sample: 1, turn: 1, thumb: 'up' });
    appendFileSync(path.join(run.directory, 'ratings.jsonl'), `${line}\n`);
    expect(await events.next(({ type }) => type === 'section')).toEqual({ type: 'section', scenario: 'short' });
    await events.next(({ type }) => type === 'figures');
    const { columns } = await viewer.get(`api/figures?run=${id}`);
    expect(columns[0].figures.thumbs).toEqual({ up: 1, down: 0 });
  });

  it('has the check for regressions as soon as there is one', async () => {
    const address = `api/regressions?run=${id}`;
    expect(await viewer.get(address)).toEqual({ regressions: [] });
    using events = await viewer.listen(`api/events?run=${id}`);
    const regress = path.join(run.directory, 'regress');
    mkdirSync(regress);
    writeFileSync(path.join(regress, 'regress.json'), JSON.stringify(LADDER));
    expect(await events.next(({ type }) => type === 'regressions')).toEqual({ type: 'regressions' });
    expect(await viewer.get(address)).toEqual({ regressions: [{ run: id, report: LADDER, problem: null }] });
    rmSync(regress, { recursive: true });
  });

  it('leaves out ratings that cannot be read, and says so', async () => {
    const file = path.join(run.directory, 'ratings.jsonl');
    const before = readFileSync(file);
    appendFileSync(file, 'not json\n');
    expect((await viewer.ask(`api/section?run=${id}&scenario=short`)).status).toBe(200);
    const { notes } = await viewer.get(`api/comparison?run=${id}`);
    expect(notes.join('\n')).toMatch(/its ratings cannot be read and are left out .*ratings\.jsonl:4/);
    writeFileSync(file, before);
    expect((await viewer.get(`api/comparison?run=${id}`)).notes.join('\n')).not.toContain('ratings');
  });

  it('counts figures once for all who wait, and for nobody who is gone', async () => {
    const world = worldIn(folder.path);
    const request = { names: [id], models: [], scenarios: [], baseline: null, out: 'results' };
    const plan = await planComparison(request, world);
    const counts = figureCounts({ open: openRuns(world), quiet: async () => {} }, world.signal);
    const [leaving, staying] = [new AbortController(), new AbortController()];
    const count = ({ signal }: AbortController) => counts.count('', plan, { isPatient: true, signal });
    const alone = count(leaving);
    leaving.abort();
    await expect(alone).rejects.toThrow('aborted');
    expect(await counts.known('', plan)).toBe(null);
    const another = new AbortController();
    const all = Promise.allSettled([another, staying, staying].map(count));
    another.abort();
    const [, first, second] = (await all).map((each) => (each.status === 'fulfilled' ? each.value : null));
    expect(first?.figures[0]?.figures).toMatchObject({ conversations: 6 });
    expect(second).toBe(first);
  });

  it('ends what is listening when it closes', async () => {
    const other = await openViewer(folder.path);
    using events = await other.listen(`api/events?run=${id}`);
    await other.close();
    await events.over;
    await expect(fetch(other.origin)).rejects.toThrow();
  });
});

describe('a run that is being played', () => {
  it('appears, grows and ends before the eyes of the reader', async () => {
    await using folder = await scriptedFolder({ a: { replies: ['うん！'] } }, scenarioYaml({ turns: ['a', 'b', 'c'] }));
    const { manifest, journal, summary } = await play(folder.path, { models: ['a'], out: 'whole' });
    mkdirSync(path.join(folder.path, 'results'));
    await using viewer = await openViewer(folder.path);
    using list = await viewer.listen('api/events');
    // As the engine writes it, at the pace of this test.
    const run = await createRunFolder(path.join(folder.path, 'results'), manifest, worldIn(folder.path));
    const [first, ...rest] = journal;
    if (!first || !summary) throw new Error('nothing was played');
    await list.next(({ type }) => type === 'runs');
    const [{ id, status }] = (await viewer.get('api/runs')).runs;
    expect([id, status]).toEqual([manifest.runId, 'running']);
    using events = await viewer.listen(`api/events?run=${id}`);
    await run.append(first);
    expect(await events.next(({ type }) => type === 'section')).toEqual({ type: 'section', scenario: 'short' });
    const begun = await viewer.get(`api/section?run=${id}&scenario=short`);
    expect([begun.rows.length, begun.talks[0][0].status]).toEqual([1, 'running']);
    for (const line of rest) await run.append(line);
    while ((await viewer.get(`api/section?run=${id}&scenario=short`)).rows.length < 3)
      await events.next(({ type }) => type === 'section');
    await run.writeSummary(summary);
    await run.close();
    await events.next((change) => change.type === 'run' && change.status === 'done');
    await events.next(({ type }) => type === 'figures');
    expect((await viewer.get(`api/figures?run=${id}`)).columns[0].figures.turns).toBe(3);
    expect((await viewer.get(`api/comparison?run=${id}`)).runs[0].status).toBe('done');
  });
});

describe('runs that are not whole', () => {
  it('reads what there is of a journal, and says what it leaves out', async () => {
    const { folder, run } = await playedFolder();
    await using _folder = folder;
    const id = run.manifest.runId;
    const journal = path.join(run.directory, 'journal.jsonl');
    const [first = '', ...rest] = readFileSync(journal, 'utf8').trim().split('\n');
    const older = sealedLine(id, { ...JSON.parse(first), schemaVersion: 1 });
    // Broken in its middle, of an unknown version, not JSON, and torn.
    const broken = first.replace('"user":', '"user"');
    writeFileSync(journal, [broken, older, '{"type":', ...rest, rest[0]?.slice(0, 40)].join('\n'));
    rmSync(path.join(run.directory, 'summary.json'));
    await using viewer = await openViewer(folder.path);
    const [listed] = (await viewer.get('api/runs')).runs;
    expect(listed).toMatchObject({ id, status: 'cut-off', conversations: 12, turns: 14 });
    const section = await viewer.get(`api/section?run=${id}&scenario=short`);
    expect(section.talks.map((talks: object[]) => talks.length)).toEqual([3, 3]);
    // The first turn is the broken one: nothing is known of what came after it.
    expect(section.talks[0].map(({ turns }: { turns: number }) => turns)).toEqual([0, 2, 2]);
    const { notes } = await viewer.get(`api/comparison?run=${id}`);
    expect(notes.join('\n')).toMatch(
      /cannot be read and are left out: 3 \(.*journal\.jsonl:1: was changed after it was written/,
    );
    expect((await viewer.get(`api/figures?run=${id}`)).columns[0].figures.turns).toBe(7);
  });

  it('lists what cannot be read with the reason, and goes on without what is gone', async () => {
    const { folder, run } = await playedFolder();
    await using _folder = folder;
    const results = path.join(folder.path, 'results');
    const id = run.manifest.runId;
    const made = (name: string, manifest: unknown): void => {
      mkdirSync(path.join(results, name));
      writeFileSync(path.join(results, name, 'manifest.json'), JSON.stringify(manifest));
    };
    made('20200101-000000-000-aaaa', { ...run.manifest, schemaVersion: 1 });
    made('20200101-000000-000-bbbb', 'no manifest');
    mkdirSync(path.join(results, '20200101-000000-000-cccc'));
    cpSync(run.directory, path.join(results, '20300101-000000-000-dddd'), { recursive: true });
    writeFileSync(path.join(results, '20200101-000000-000-eeee'), 'a file');
    await using viewer = await openViewer(folder.path);
    const { runs } = await viewer.get('api/runs');
    expect(runs.map((each: Record<string, unknown>) => [each.id, each.status, each.problem])).toEqual([
      ['20300101-000000-000-dddd', 'unreadable', expect.stringContaining('a copy of')],
      [id, 'done', null],
      ['20200101-000000-000-bbbb', 'unreadable', expect.any(String)],
      ['20200101-000000-000-aaaa', 'unreadable', expect.stringContaining('has version 1')],
    ]);
    expect((await viewer.ask('api/comparison?run=20200101-000000-000-aaaa')).text).toContain('has version 1');
    using events = await viewer.listen('api/events');
    expect((await viewer.ask(`api/section?run=${id}&scenario=short`)).status).toBe(200);
    rmSync(path.join(results, '20300101-000000-000-dddd'), { recursive: true });
    rmSync(run.directory, { recursive: true });
    await events.next(({ type }) => type === 'runs');
    expect((await viewer.ask(`api/section?run=${id}&scenario=short`)).status).toBe(404);
  });

  it('has a page where there is no run at all', async () => {
    await using folder = temporaryFolder();
    await using viewer = await openViewer(folder.path);
    expect((await viewer.ask('')).status).toBe(200);
    expect(await viewer.get('api/runs')).toEqual({ runs: [] });
  });

  it('shows the first samples of what is too much for one page', async () => {
    const { folder, run } = await playedFolder();
    await using _folder = folder;
    const id = run.manifest.runId;
    const samples = 1_100;
    const copies = run.turns.filter(
      ({ model, scenario, sample }) => model === 'a' && scenario === 'short' && sample === 1,
    );
    const lines = Array.from({ length: samples - 3 }, (_, at) =>
      sealedText(
        id,
        copies.map((turn) => ({ ...turn, sample: at + 4, key: `k${at}` })),
      ),
    );
    appendFileSync(path.join(run.directory, 'journal.jsonl'), lines.join(''));
    await using viewer = await openViewer(folder.path);
    const section = await viewer.get(`api/section?run=${id}&scenario=short`);
    const { from, to, total } = section.samples;
    expect([from, total]).toEqual([1, samples]);
    expect(section.talks[0]).toHaveLength(to);
    const last = await viewer.get(`api/section?run=${id}&scenario=short&samples=${samples}-${samples}`);
    expect(last.talks[0].map(({ sample }: { sample: number }) => sample)).toEqual([samples]);
  });
});

describe('a growing journal', () => {
  it('has the conversations of the run, wherever it is cut, restarted or written anew', async () => {
    await using folder = await scriptedFolder({
      もでる: { replies: ['うん！', { error: 'gone' }] },
      plain: { replies: ['はい', 'はい'] },
    });
    await folder.write('scenarios/長い話.yaml', scenarioYaml({ id: '長い話', turns: ['a', 'b'] }));
    const { directory } = await play(folder.path, { models: ['もでる', 'plain'], scenarios: ['長い話'], samples: 2 });
    const journal = path.join(directory, 'journal.jsonl');
    const [first] = readFileSync(journal, 'utf8').split('\n');
    const { key, model, scenario, sample } = JSON.parse(first ?? '');
    const attempt = { type: 'attempt', schemaVersion: 3, key: 'again', model, scenario, sample };
    const again = { ...attempt, replaces: key, attempt: 2, because: 'failed' };
    const runId = path.basename(directory);
    appendFileSync(journal, sealedText(runId, [again, { ...JSON.parse(first ?? ''), key: 'again' }]));
    rmSync(path.join(directory, 'summary.json'));
    const bytes = readFileSync(journal);
    const wanted = await all(readConversations(directory));
    writeFileSync(journal, '');
    const live = openLiveJournal(directory);
    const step = Math.ceil(bytes.byteLength / 7);
    for (let at = 0; at < bytes.byteLength; at += step) {
      appendFileSync(journal, bytes.subarray(at, at + step));
      await live.update();
    }
    expect(await all(live.everyConversation())).toEqual(wanted);
    expect(await all(live.conversations('長い話', null))).toEqual(wanted);
    expect(live.extent('長い話')).toEqual({ samples: 2, turns: 6 });
    expect(live.turnsOf({ model, scenario, sample, key })).toBe(null);
    expect(live.turnsOf({ model, scenario, sample })).toBe(1);
    const { mark, scenarios } = live.changedSince(0);
    expect([scenarios, live.changedSince(mark).scenarios]).toEqual([['長い話'], []]);
    truncateSync(journal, bytes.indexOf(10) + 1);
    await live.update();
    expect(live.progress()).toEqual({ conversations: 1, turns: 1, damaged: 0, holes: 0, problem: null });
    rmSync(directory, { recursive: true });
    await live.update();
    expect(live.progress().conversations).toBe(0);
  });
});

describe('hitogara view', () => {
  it.skipIf(lacks('signals that a program can answer'))('says where it is, and ends when it is told to', async () => {
    const { folder, run } = await playedFolder();
    await using _folder = folder;
    let page: Promise<number> | null = null;
    const { code, stdout, stderr } = await spawnProgram(['view', 'latest', '--open'], {
      directory: folder.path,
      onStart: (child) =>
        child.stdout?.once('data', (text: Buffer) => {
          page = fetch(String(text).trim()).then(({ status }) => status);
          void page.finally(() => child.kill('SIGINT'));
        }),
    });
    expect(stdout).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}/#run=${run.manifest.runId}\n$`));
    expect({ code, stderr, status: await page }).toEqual({ code: 0, stderr: 'Ctrl-C ends it.\n', status: 200 });
  });

  it.skipIf(lacks('signals that a program can answer'))('begins with what is named, as compare takes it', async () => {
    const { folder, run } = await playedFolder();
    await using _folder = folder;
    const begun = async (...args: string[]): Promise<string> => {
      const { stdout, code } = await spawnProgram(['view', ...args], {
        directory: folder.path,
        onStart: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
      });
      expect(code).toBe(0);
      return new URL(stdout.trim()).hash;
    };
    const { runId } = run.manifest;
    expect(
      await Promise.all([begun(), begun('latest', 'b'), begun('--model', '*', '--baseline', 'b', '--scenario', 'o*')]),
    ).toEqual(['', `#run=${runId}&model=b`, `#run=${runId}&baseline=c2&scenario=other`]);
    const unknown = await runProgram(['view', 'bb'], { directory: folder.path });
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('no run and no model is called "bb"')]);
  });

  it('does not begin with a run that is not there, or on a port that is taken', async () => {
    await using folder = temporaryFolder();
    const unknown = await runProgram(['view', 'latest'], { directory: folder.path });
    expect([unknown.code, unknown.stdout]).toEqual([4, '']);
    expect(unknown.stderr).toMatch(/^there is no run in /);
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const taken = await runProgram(['view', '--port', String(port)], { directory: folder.path });
    other.close();
    expect([taken.code, taken.stderr]).toEqual([
      2,
      `port ${port} is in use\n  Leave --port out, and a free one is taken.\n`,
    ]);
  });
});

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const gathered: Value[] = [];
  for await (const value of values) gathered.push(value);
  return gathered;
}
