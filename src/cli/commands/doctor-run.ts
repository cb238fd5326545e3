// `hitogara doctor`: whether a model gets the prompt format it was trained on. Start at `runDoctor`.
import { ExitCode, ModelFailure, together, UserError } from '../../core/errors.ts';
import { inertJson } from '../../core/inert-text.ts';
import { shorten } from '../../core/world.ts';
import { type ConsultedModel, type ConsultProgress, consult } from '../../doctor/consult.ts';
import { everySubject, type Subject, subjectsNamed } from '../../doctor/subjects.ts';
import { describeExamination, hasErrors, tableOf } from '../../report/examination.ts';
import { type ProgressLine, progressLine } from '../../report/progress-line.ts';
import { describeRanking } from '../../report/ranking.ts';
import { messageLine, messageText } from '../../report/screen.ts';
import { joinTexts, say } from '../../words/text.ts';
import { optionsOf } from '../flags.ts';
import type { Host } from '../host.ts';
import { limitsOf, llamaFlags } from '../shared-flags.ts';
import { tellBroken } from '../tell-broken.ts';
import { type DoctorOptions, doctorFlags, RANKING_FLAGS } from './doctor-flags.ts';

/** Exit 1 for any finding that is an error. */
export async function runDoctor(options: DoctorOptions, given: ReadonlySet<PropertyKey>, host: Host): Promise<number> {
  refuseIdleFlags(options, given);
  const progress = progressLine(host);
  try {
    const broken: UserError[] = [];
    const subjects = await subjectsOf(options, host, broken);
    const consulted = await consult(
      {
        subjects,
        prompt: options.prompt,
        contextSize: options.contextSize,
        scenarios: options.scenarios,
        ranking: options.rank
          ? {
              maxConversations: options.conversations,
              maxTurns: options.turns,
              options: optionsOf(options, llamaFlags),
              limits: limitsOf(options),
            }
          : null,
      },
      host,
      tellProgress(progress, host),
    );
    progress.clear();
    if (options.json)
      host.stdout.write(`${inertJson(consulted.map(({ examination }) => printed(examination, host)))}\n`);
    else tell(consulted, options.all, host);
    // What programs read has no place for a file that is no model.
    const exitCode = tellBroken(broken, options.json ? { ...host, stdout: host.stderr } : host);
    if (exitCode !== ExitCode.done) return exitCode;
    return consulted.some(({ examination }) => hasErrors(examination)) ? ExitCode.gateFailed : ExitCode.done;
  } catch (error) {
    // Whatever happened to a model after that, the user ended the run.
    if (host.signal.aborted && isEnd(error))
      throw new UserError(say('interrupted'), { exitCode: ExitCode.interrupted, cause: error });
    throw error;
  } finally {
    progress.clear();
  }
}

function isEnd(error: unknown): boolean {
  if (error instanceof ModelFailure || error instanceof UserError) return true;
  return error instanceof Error && error.name === 'AbortError';
}

function refuseIdleFlags({ all, rank }: DoctorOptions, given: ReadonlySet<PropertyKey>): void {
  const named = (name: keyof DoctorOptions): string => /--[\w-]+/.exec(doctorFlags[name].flag)?.[0] ?? name;
  if (all && given.has('models')) {
    throw new UserError(say('--all and --model cannot be used together'), {
      remedy: say('--all takes every model on this machine; --model can be repeated and takes globs.'),
    });
  }
  const idle = rank ? [] : RANKING_FLAGS.filter((name) => given.has(name)).map(named);
  if (idle.length === 0) return;
  throw new UserError(say('no effect without --rank: {flags}', { flags: idle.join(', ') }), {
    remedy: say('Without --rank only the vocabulary is loaded, on the CPU. Add --rank, or drop what has no effect.'),
  });
}

async function subjectsOf({ all, models }: DoctorOptions, host: Host, broken: UserError[]): Promise<Subject[]> {
  if (!all && models.length === 0) {
    throw new UserError(say('no model is named: use --model or --all'), {
      remedy: say('Give a model id or the path of a .gguf file. To see the ids: hitogara models list'),
    });
  }
  const subjects = all ? await everySubject(host, (error) => broken.push(error)) : await subjectsNamed(models, host);
  if (subjects.length > 0) return subjects;
  if (broken.length > 0) throw together(broken);
  throw new UserError(say('no GGUF file was found on this machine'), { exitCode: ExitCode.nothingMatched });
}

/** Fewer are done too soon to need a progress line. */
const MANY = 3;

function tellProgress(line: ProgressLine, { stderr }: Host): (progress: ConsultProgress) => void {
  return (progress) => {
    switch (progress.type) {
      case 'examined': {
        const { done, total } = progress;
        // In a pipe, the result itself comes soon enough.
        if (total >= MANY && stderr.isTTY) line.show(say('examined {done} of {total}', { done, total }), done / total);
        break;
      }
      case 'ranking': {
        const { name, done, total, leader } = progress;
        const evaluated = say('{name}: {done} of {total} evaluated', { name, done, total });
        const ahead = leader === null ? null : say('{leader} ahead', { leader });
        line.show(joinTexts(', ', [evaluated, ahead]), done / Math.max(1, total));
        break;
      }
      case 'ranked':
        line.clear();
        break;
    }
  };
}

/** As a program reads it, with paths as a person would write them. */
function printed(examination: ConsultedModel, host: Host) {
  const { file, template, findings } = examination;
  return {
    ...examination,
    file: shorten(file, host),
    template: template && { ...template, file: shorten(template.file, host) },
    findings: findings.map(({ message, remedy, ...finding }) => ({
      ...finding,
      message: messageText(String(message), host),
      ...(remedy !== undefined && { remedy: messageText(String(remedy), host) }),
    })),
  };
}

function tell(consulted: readonly { name: string; examination: ConsultedModel }[], isTable: boolean, host: Host): void {
  if (isTable || consulted.length > 1) host.stdout.write(tableOf(consulted, host));
  else for (const { examination } of consulted) host.stdout.write(describeExamination(examination, host));
  for (const { name, examination } of consulted) {
    const { ranking, template } = examination;
    if (!ranking) continue;
    const heading = consulted.length > 1 ? `${messageLine(name, host)}: ` : '';
    host.stdout.write(`\n${heading}${describeRanking(ranking, template?.id ?? null, host)}`);
  }
}
