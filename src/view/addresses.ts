// What the server answers at which address. Start at `addresses`.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { ExitCode, UserError } from '../core/errors.ts';
import type { ListedRun } from '../store/listed-runs.ts';
import type { SampleRange } from '../store/live-journal.ts';
import { say } from '../words/text.ts';
import type { Change } from './changes.ts';
import type { Comparisons, Query } from './comparisons.ts';
import { eventStream } from './event-stream.ts';
import { guard, refused } from './guard.ts';
import type { OpinionDesk } from './opinions.ts';

export interface Answers {
  token: string;
  port: () => number;
  /** HTML. */
  page: string;
  /** For the list of runs. */
  runs(): Promise<ListedRun[]>;
  comparisons: Comparisons;
  opinions: OpinionDesk;
  /** Resolves when it watches. @returns ends it */
  watch(query: Query | null, tell: (change: Change) => void): Promise<() => void>;
  /** Aborted when the server closes. */
  signal: AbortSignal;
}

/** In bytes. */
const LONGEST_BODY = 64_000;

export function addresses(answers: Answers): Hono {
  const { token, page, runs, comparisons, opinions, watch, signal } = answers;
  const app = new Hono();
  app.use(compress());
  app.use(guard(answers));
  app.get(`/${token}`, (context) => context.redirect(`/${token}/`, 308));
  const get = (name: string, answer: (context: Context) => Response | Promise<Response>): void => {
    app.get(`/${token}/${name}`, answer);
    app.all(`/${token}/${name}`, () => refused(405, 'only GET', { Allow: 'GET, HEAD' }));
  };
  get('', () => sized(page, 'text/html; charset=utf-8'));
  get('api/runs', async () => json({ runs: await runs() }));
  get('api/comparison', async (context) => json(await comparisons.head(queryOf(context))));
  get('api/section', async (context) => {
    const scenario = context.req.query('scenario') ?? '';
    return json(await comparisons.section(queryOf(context), scenario, samplesOf(context)));
  });
  get('api/figures', async (context) =>
    json({ columns: await comparisons.figures(queryOf(context), context.req.raw.signal) }),
  );
  get('api/regressions', async (context) => json({ regressions: await comparisons.regressions(queryOf(context)) }));
  get('api/events', (context) => {
    const query = queryOf(context);
    return eventStream((tell) => watch(query.runs.length === 0 ? null : query, tell), signal);
  });
  app.post(
    `/${token}/api/opinions`,
    bodyLimit({ maxSize: LONGEST_BODY, onError: () => refused(413, `longer than ${LONGEST_BODY} bytes`) }),
    async ({ req }) => {
      if (!/^application\/json\s*(;|$)/i.test(req.header('content-type') ?? ''))
        return refused(415, 'only application/json');
      await opinions.record(parsedJson(await req.text()));
      return new Response(null, { status: 204 });
    },
  );
  app.all(`/${token}/api/opinions`, () => refused(405, 'only POST', { Allow: 'POST' }));
  app.notFound(() => refused(404, 'not found'));
  app.onError((error) => {
    if (error instanceof UserError) return refused(statusOf(error), error.message);
    if (signal.aborted) return refused(503, 'closing');
    // Our own mistake: whoever sees it can report it.
    return refused(500, String(error.stack));
  });
  return app;
}

function statusOf({ exitCode }: UserError): number {
  if (exitCode === ExitCode.nothingMatched) return 404;
  return exitCode === ExitCode.usage ? 400 : 500;
}

function queryOf({ req }: Context): Query {
  return {
    runs: [...new Set(req.queries('run') ?? [])],
    models: [...new Set(req.queries('model') ?? [])],
    baseline: req.query('baseline') ?? null,
  };
}

/** `samples=1-20`; null: not asked for. */
function samplesOf({ req }: Context): SampleRange | null {
  const text = req.query('samples');
  if (text === undefined) return null;
  const [, from, to] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? [];
  if (from === undefined || to === undefined || Number(from) < 1 || Number(to) < Number(from))
    throw new UserError(say('samples are asked for as 1-20'));
  return { from: Number(from), to: Number(to) };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(say('not JSON'), { cause });
  }
}

function json(data: unknown): Response {
  return sized(JSON.stringify(data), 'application/json');
}

/** Short answers are not worth compressing, and are known by their length. */
function sized(text: string, type: string): Response {
  const body = Buffer.from(text);
  return new Response(body, { headers: { 'Content-Type': type, 'Content-Length': String(body.byteLength) } });
}
