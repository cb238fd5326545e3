// The questions of `hitogara init`, on the process's own terminal. Start at `ask`.
import { cancel, confirm, intro, isCancel, outro, select, text } from '@clack/prompts';
import type { Host } from './host.ts';
import { type Answers, DEFAULT_ANSWERS, DEFAULT_SERVER } from './starter-files.ts';

type Questions = Pick<Host, 'signal'>;

/** null: the user gave up. */
export async function ask(host: Questions): Promise<Answers | null> {
  intro('hitogara: the first files of a project');
  const answers = await asked(host);
  if (answers) outro('That is all.');
  else cancel('Nothing was written.');
  return answers;
}

async function asked({ signal }: Questions): Promise<Answers | null> {
  const scenario = await text({
    signal,
    message: 'What should the first scenario be called?',
    initialValue: DEFAULT_ANSWERS.scenario,
    validate: (value) =>
      /^[a-z0-9][a-z0-9-]{0,63}$/.test(value ?? '') ? undefined : 'Use small letters, digits and hyphens.',
  });
  if (isCancel(scenario)) return null;
  const model = await askModel({ signal });
  if (typeof model === 'symbol') return null;
  const hasWorkflow = await confirm({ signal, message: 'Add a workflow for GitHub Actions?' });
  return isCancel(hasWorkflow) ? null : { scenario, model, hasWorkflow };
}

async function askModel({ signal }: Questions): Promise<Answers['model'] | symbol> {
  const kind = await select({
    signal,
    message: 'What is your own model?',
    options: [
      { value: 'gguf', label: 'a GGUF file' },
      { value: 'server', label: 'a server that speaks the protocol of OpenAI' },
      { value: 'none', label: 'none yet' },
    ],
  });
  if (isCancel(kind)) return kind;
  if (kind === 'none') return null;
  const isFile = kind === 'gguf';
  const where = await text({
    signal,
    message: isFile ? 'Where is it? A path, or hf:user/repo:quant' : 'What is its address?',
    initialValue: isFile ? 'my-model.gguf' : DEFAULT_SERVER,
    validate: (value = '') => {
      if (isFile) return value.trim() === '' ? 'Type a path.' : undefined;
      return /^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '')
        ? undefined
        : 'Type an address, with http://';
    },
  });
  if (isCancel(where)) return where;
  return isFile ? { kind: 'gguf', file: where } : { kind: 'server', baseUrl: where };
}
