// `hitogara models list`: which models there are, and which of them are on this machine. Start at `listModels`.
import path from 'node:path';
import { type ListedModel, listModels as listEntries } from '../../backend/list-models.ts';
import { ExitCode, type UserError } from '../../core/errors.ts';
import { inertJson } from '../../core/inert-text.ts';
import { shorten } from '../../core/world.ts';
import { plainTable } from '../../report/plain-table.ts';
import { columnsOf, messageLine, messageText, shown } from '../../report/screen.ts';
import { recorded } from '../../report/wording.ts';
import { say, type Text } from '../../words/text.ts';
import type { Host } from '../host.ts';
import { tellBroken } from '../tell-broken.ts';

export async function listModels({ json }: { json: boolean }, host: Host): Promise<number> {
  const broken: UserError[] = [];
  const models = (await listEntries(host, (error) => broken.push(error))).map((model) => ({
    ...model,
    found: model.found === null ? null : shorten(model.found, host),
  }));
  if (json) {
    const rows = models.map(({ isMissing: _, isScripted: __, ...row }) => row);
    // The file's name is the id that it was meant to have.
    const problems = broken.map(({ text, parts, place }) => {
      const file = (place ?? parts[0]?.place)?.file ?? '';
      return { id: path.parse(file).name, entry: shorten(file, host), problem: messageText(String(text), host) };
    });
    host.stdout.write(`${inertJson([...rows, ...problems])}\n`);
    if (broken.length > 0) return ExitCode.usage;
  } else {
    const cells = models.map((model) =>
      [model.id, describePrompt(model), model.found ?? whereNot(model)].map((text) =>
        messageLine(shown(text, host), host),
      ),
    );
    const head = (['model', 'prompt', 'file'] as const).map((name) => shown(say(name), host));
    host.stdout.write(`${plainTable(head, cells, { columns: columnsOf(host.stdout) })}\n`);
  }
  if (broken.length > 0 && !json) return tellBroken(broken, host);
  return models.length > 0 ? ExitCode.done : ExitCode.nothingMatched;
}

/** A file without a chat template is played with its family's. */
function describePrompt({ prompt, family }: ListedModel): Text | string {
  return family === null ? prompt : say('{prompt}, else {other} (family)', { prompt, other: family.prompt });
}

/** Why a model has no file here, and how to get one. */
function whereNot({ id, file, problem, isMissing, isScripted, backend, key }: ListedModel): Text | string {
  if (key) {
    return key.isSet
      ? say('{backend}, {name} is set', { backend, name: key.name })
      : say('{backend}, {name} is not set', { backend, name: key.name });
  }
  if (file === null) return isScripted ? backend : say('{backend}, needs no key', { backend });
  if (!isMissing) return recorded(problem ?? '');
  return say('not here: {what}', { what: /^(hf|https?):/.test(file) ? `hitogara models pull ${id}` : file });
}
