// `hitogara models list`: which models there are, and which of them are on this machine. Start at `listModels`.
import path from 'node:path';
import { type ListedModel, listModels as listEntries } from '../../backend/list-models.ts';
import { ExitCode, type UserError } from '../../core/errors.ts';
import { inertJson } from '../../core/inert-text.ts';
import { shorten } from '../../core/world.ts';
import { plainTable } from '../../report/plain-table.ts';
import { columnsOf, messageLine, messageText } from '../../report/screen.ts';
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
      [model.id, describePrompt(model), model.found ?? whereNot(model)].map((text) => messageLine(text, host)),
    );
    host.stdout.write(`${plainTable(['model', 'prompt', 'file'], cells, { columns: columnsOf(host.stdout) })}\n`);
  }
  if (broken.length > 0 && !json) return tellBroken(broken, host);
  return models.length > 0 ? ExitCode.done : ExitCode.nothingMatched;
}

/** A file without a chat template is played with its family's. */
function describePrompt({ prompt, family }: ListedModel): string {
  return family === null ? prompt : `${prompt}, else ${family.prompt} (family)`;
}

/** Why a model has no file here, and how to get one. */
function whereNot({ id, file, problem, isMissing, isScripted, backend, key }: ListedModel): string {
  if (key) return `${backend}, ${key.name} is ${key.isSet ? 'set' : 'not set'}`;
  if (file === null) return isScripted ? backend : `${backend}, needs no key`;
  if (!isMissing) return problem ?? '';
  return `not here: ${/^(hf|https?):/.test(file) ? `hitogara models pull ${id}` : file}`;
}
