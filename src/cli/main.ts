// argv → one command → exit code. Loads a command's code only when that command runs. Start at `main`.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { ExitCode, UserError } from '../core/errors.ts';
import { inertText } from '../core/inert-text.ts';
import { evalFlags } from './eval-flags.ts';
import { addFlags, givenFlags, readFlags } from './flags.ts';
import type { Host } from './host.ts';
import {
  doctorFlags,
  modelsInspectFlags,
  modelsListFlags,
  modelsPullFlags,
  promptsDiffFlags,
  promptsListFlags,
  promptsRenderFlags,
  selfTestFlags,
} from './tool-flags.ts';

const EXIT_CODES = `
Exit codes:
  0 done, or pass       1 a gate failed       2 usage or configuration   3 some conversations failed
  4 nothing matched     5 inconclusive        6 not comparable           130 interrupted`;

export async function main(argv: readonly string[], host: Host): Promise<number> {
  let exitCode: number = ExitCode.done;
  const program = new Command('hitogara');
  const run = (action: () => Promise<number>) => async (): Promise<void> => {
    exitCode = await action();
  };
  program
    .description(
      'Plays persona chats on local models through their own prompt templates, and records what was said.\nペルソナとの会話をローカルモデルで再生し、記録します。',
    )
    .option('-V, --version', 'print the version')
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText('after', EXIT_CODES)
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(inertText(text)),
    })
    .exitOverride()
    .action(async (options: { version?: true }) => {
      if (!options.version) return program.help();
      host.stdout.write(
        `${JSON.parse(await readFile(path.join(host.packageDirectory, 'package.json'), 'utf8')).version}\n`,
      );
    });

  const evaluate = addFlags(program.command('eval'), evalFlags)
    .description('play scenarios on models and record the conversations\nシナリオをモデルで再生して記録します')
    .addHelpText(
      'after',
      `
Examples:
  npm run eval -- --model hitogara-tiny-q8_0 --scenario anime-fan
  npm run eval -- --model 'hitogara-tiny-*' --scenario tts-bot --set temperature=0.2 --seed 7
  npm run -s eval -- --model ./my-model.gguf --prompt chatml --json > out.json
${EXIT_CODES}`,
    );
  evaluate.action(
    run(async () => {
      const options = readFlags(evaluate, evalFlags);
      const { startSpareProcess } = await import('../backend/llama/spare-process.ts');
      // A plan needs no model, and of a resumed run there may be none left to play.
      const needsModel = !options.dryRun && options.resume === null;
      const spare = needsModel ? startSpareProcess(host.environment, options) : undefined;
      try {
        const given = givenFlags(evaluate, evalFlags);
        return await (await import('./eval.ts')).runEval(options, given, argv, { ...host, ...(spare && { spare }) });
      } finally {
        await spare?.close();
      }
    }),
  );

  const selfTest = addFlags(program.command('selftest'), selfTestFlags).description(
    'measure how much replies differ by themselves on this machine: the noise floor of a model\n同じ会話の再現性（ノイズ）を測ります',
  );
  selfTest.action(
    run(async () => (await import('./self-test.ts')).runSelfTest(readFlags(selfTest, selfTestFlags), host)),
  );

  const doctor = addFlags(program.command('doctor'), doctorFlags)
    .description('find out whether a model gets the prompt format that it was trained on\nプロンプトテンプレートの診断')
    .addHelpText(
      'after',
      `
Examples:
  npm run doctor -- --model hitogara-tiny-q8_0
  npm run doctor -- --model ./my-model.gguf --prompt chatml
  npm run doctor -- --model ./my-model.gguf --rank
  npm run doctor -- --all
${EXIT_CODES}`,
    );
  doctor.action(
    run(async () =>
      (await import('./doctor.ts')).runDoctor(readFlags(doctor, doctorFlags), givenFlags(doctor, doctorFlags), host),
    ),
  );

  const models = program.command('models').description('list, inspect and download models\nモデルの一覧・確認・取得');
  const list = addFlags(models.command('list'), modelsListFlags).description(
    'every model entry, and where its file is',
  );
  list.action(run(async () => (await import('./models.ts')).listModels(readFlags(list, modelsListFlags), host)));
  const inspect = addFlags(models.command('inspect'), modelsInspectFlags)
    .argument('<model>', 'id, or path of a .gguf file')
    .description(
      "what a model's file says: architecture, size, quantization, template, tokenizer, memory; loads no weights",
    );
  inspect.action(
    run(async () =>
      (await import('./models.ts')).inspectModel(inspect.args[0] ?? '', readFlags(inspect, modelsInspectFlags), host),
    ),
  );
  const pull = addFlags(models.command('pull'), modelsPullFlags)
    .argument('<model>', 'id of an entry with an hf: or https: file')
    .description('download a model into models/; goes on where it was broken off');
  pull.action(
    run(async () =>
      (await import('./models.ts')).pullModel(pull.args[0] ?? '', readFlags(pull, modelsPullFlags), host),
    ),
  );

  const scenarios = program.command('scenarios').description('list and check scenarios\nシナリオの一覧・確認');
  scenarios
    .command('list')
    .description('every scenario; refs: how many turns have reference replies')
    .action(run(async () => (await import('./scenarios.ts')).listScenarios(host)));
  const check = scenarios
    .command('check')
    .argument('[scenario...]', 'ids, globs or paths; left out: all')
    .description('read scenarios and say what is wrong with them');
  check.action(run(async () => (await import('./scenarios.ts')).checkScenarios(check.args, host)));
  scenarios
    .command('schema')
    .description('the JSON Schema of scenario files')
    .action(run(async () => (await import('./scenarios.ts')).printSchema(host)));

  const prompts = program
    .command('prompts')
    .description('list, show, render and compare prompt templates\nプロンプトテンプレートの一覧・表示・比較');
  const listPrompts = addFlags(prompts.command('list'), promptsListFlags).description('every prompt template');
  listPrompts.action(
    run(async () => (await import('./prompts.ts')).listPrompts(readFlags(listPrompts, promptsListFlags), host)),
  );
  const show = prompts
    .command('show')
    .argument('<prompt>', 'id, or path of a .hbs file')
    .description('what a template says of itself, and its text');
  show.action(run(async () => (await import('./prompts.ts')).showPrompt(show.args[0] ?? '', host)));
  const render = addFlags(prompts.command('render'), promptsRenderFlags).description(
    'print exactly what a model would receive',
  );
  render.action(
    run(async () => (await import('./prompts.ts')).renderPrompt(readFlags(render, promptsRenderFlags), host)),
  );
  const diff = addFlags(prompts.command('diff'), promptsDiffFlags)
    .argument('<prompt>', 'id, path of a .hbs file, or gguf')
    .argument('<other>', 'the one to hold against it')
    .description('one conversation through two templates: where the prompts part; exits with 1 when they do');
  diff.action(
    run(async () => {
      const [left = '', right = ''] = diff.args;
      return (await import('./prompt-diff.ts')).diffPrompts([left, right], readFlags(diff, promptsDiffFlags), host);
    }),
  );

  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    if (!(error instanceof UserError)) throw error;
    host.stderr.write(`${inertText(error.message)}\n`);
    return error.exitCode;
  }
}
