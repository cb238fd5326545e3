// What readers say of replies, from the page to the run's folder. Nothing is written that is not about something in the run. Start at
// `opinionDesk`.
import { z } from 'zod';
import { ExitCode, UserError } from '../core/errors.ts';
import { isRecord } from '../core/plain-data.ts';
import { schemaProblem } from '../core/schema-problem.ts';
import type { ListedRun, RunList } from '../store/listed-runs.ts';
import { type Preference, PreferenceSchema, type Rating, RatingSchema } from '../store/rating-schema.ts';
import { appendOpinions } from '../store/ratings.ts';
import { say } from '../words/text.ts';
import type { OpenRun } from './open-runs.ts';

export interface OpinionDesk {
  /**
   * It is on disk when this resolves.
   * @throws UserError for what is no opinion, or is about nothing in the run
   */
  record(data: unknown): Promise<void>;
}

interface Desk {
  list: RunList;
  open: (directory: string) => OpenRun;
  now: () => Date;
}

const PostedSchema = z.strictObject({ run: z.string(), opinion: z.unknown() });

export function opinionDesk({ list, open, now }: Desk): OpinionDesk {
  /** Lines are written one after the other. */
  let queue: Promise<unknown> = Promise.resolve();
  const runNamed = async (id: string): Promise<ListedRun> => {
    const run = await list.find(id);
    if (run) return run;
    throw new UserError(say('there is no run {run}', { run: id }), { exitCode: ExitCode.nothingMatched });
  };
  /** @throws UserError if there is no such reply */
  const requireReply = async (run: ListedRun, named: NamedReply): Promise<void> => {
    const { journal } = open(run.directory);
    await journal.update();
    const turns = run.models.includes(named.model) ? journal.turnsOf(named) : null;
    if (turns !== null && (named.turn ?? 0) <= turns) return;
    throw new UserError(say('run {run} has no such reply', { run: run.id }));
  };
  return {
    async record(data) {
      const posted = parsed(PostedSchema, data);
      const opinion = opinionIn(posted.opinion);
      const run = await runNamed(posted.run);
      await requireReply(run, opinion);
      if ('versus' in opinion) {
        const { versus, scenario, turn } = opinion;
        const other = versus.run === undefined ? run : await runNamed(versus.run);
        await requireReply(other, { ...versus, scenario, turn });
      }
      const written = queue.then(() =>
        appendOpinions(run.directory, [{ ...opinion, at: opinion.at ?? now().toISOString() }]),
      );
      queue = written.catch(() => {});
      await written;
    },
  };
}

type NamedReply = Pick<Rating, 'model' | 'scenario' | 'sample' | 'turn' | 'key'>;

function opinionIn(data: unknown): Rating | Preference {
  return isRecord(data) && 'versus' in data ? parsed(PreferenceSchema, data) : parsed(RatingSchema, data);
}

function parsed<Schema extends z.ZodType>(schema: Schema, data: unknown): z.output<Schema> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const { message, path } = schemaProblem(result.error, schema);
  throw new UserError(message, { field: path.join('.') || undefined });
}
