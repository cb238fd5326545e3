// The questions of `hitogara init`, on the process's own terminal. Start at `ask`.
import { cancel, confirm, intro, isCancel, outro, select, text } from '@clack/prompts';
import { say } from '../words/text.ts';
import type { Host } from './host.ts';
import { type Answers, DEFAULT_ANSWERS, DEFAULT_SERVER } from './starter-files.ts';

type Questions = Pick<Host, 'signal' | 'words'>;

/** null: the user gave up. */
export async function ask(host: Questions): Promise<Answers | null> {
  const { words } = host;
  intro(say('hitogara: the first files of a project').in(words));
  const answers = await asked(host);
  if (answers) outro(say('That is all.').in(words));
  else cancel(say('Nothing was written.').in(words));
  return answers;
}

async function asked({ signal, words }: Questions): Promise<Answers | null> {
  const scenario = await text({
    signal,
    message: say('What should the first scenario be called?').in(words),
    placeholder: DEFAULT_ANSWERS.scenario,
    defaultValue: DEFAULT_ANSWERS.scenario,
    validate: (value) =>
      /^[a-z0-9][a-z0-9-]{0,63}$/.test(value ?? '')
        ? undefined
        : say('Use small letters, digits and hyphens.').in(words),
  });
  if (isCancel(scenario)) return null;
  const model = await askModel({ signal, words });
  if (typeof model === 'symbol') return null;
  const hasWorkflow = await confirm({ signal, message: say('Add a workflow for GitHub Actions?').in(words) });
  return isCancel(hasWorkflow) ? null : { scenario, model, hasWorkflow };
}

async function askModel({ signal, words }: Questions): Promise<Answers['model'] | symbol> {
  const kind = await select({
    signal,
    message: say('What is your own model?').in(words),
    options: [
      { value: 'gguf', label: say('a GGUF file').in(words) },
      { value: 'server', label: say('a server that speaks the protocol of OpenAI').in(words) },
      { value: 'none', label: say('none yet').in(words) },
    ],
  });
  if (isCancel(kind)) return kind;
  if (kind === 'none') return null;
  const isFile = kind === 'gguf';
  const where = await text({
    signal,
    message: say(isFile ? 'Where is it? A path, or hf:user/repo:quant' : 'What is its address?').in(words),
    initialValue: isFile ? 'my-model.gguf' : DEFAULT_SERVER,
    validate: (value = '') => {
      if (isFile) return value.trim() === '' ? say('Type a path.').in(words) : undefined;
      return /^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '')
        ? undefined
        : say('Type an address, with http://').in(words);
    },
  });
  if (isCancel(where)) return where;
  return isFile ? { kind: 'gguf', file: where } : { kind: 'server', baseUrl: where };
}
