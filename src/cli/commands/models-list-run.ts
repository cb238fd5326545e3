// `hitogara models list`: which models there are, and which of them are on this machine. Start at `listModels`.
import { type ListedModel, listModels as listEntries } from '../../backend/list-models.ts';
import { ExitCode } from '../../core/errors.ts';
import { inertJson } from '../../core/inert-text.ts';
import { shorten } from '../../core/world.ts';
import { plainTable } from '../../report/plain-table.ts';
import { columnsOf, messageLine } from '../../report/screen.ts';
import type { Host } from '../host.ts';

export async function listModels({ json }: { json: boolean }, host: Host): Promise<number> {
  const models = (await listEntries(host)).map((model) => ({
    ...model,
    found: model.found === null ? null : shorten(model.found, host),
  }));
  if (json) {
    const rows = models.map(({ isMissing: _, isScripted: __, ...row }) => row);
    host.stdout.write(`${inertJson(rows)}\n`);
  } else {
    const cells = models.map((model) =>
      [model.id, describePrompt(model), model.found ?? whereNot(model)].map((text) => messageLine(text, host)),
    );
    host.stdout.write(`${plainTable(['model', 'prompt', 'file'], cells, { columns: columnsOf(host.stdout) })}\n`);
  }
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
