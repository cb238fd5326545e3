// What a reference means at a server: the addresses of its files, and their names on this machine. Nothing that a server names leads out
// of its folder. Start at `sourcesOf`.
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { nameProblem } from '../core/file-name.ts';
import { inertLine } from '../core/inert-text.ts';
import { holdsKey } from '../core/key-forms.ts';
import { say, type Text } from '../words/text.ts';
import { askServer, boundedText, type Linked, NOTHING_LINKED } from './ask-server.ts';
import { DownloadFailure, statusFailure } from './download-failure.ts';
import { ggufParts } from './gguf-parts.ts';
import type { Reference } from './reference.ts';
import { withoutSilence } from './silence-limit.ts';
import { withTries } from './tries.ts';

export interface Hub {
  /** Without a slash at the end. */
  address: string;
  token: string | null;
}

export interface Source {
  url: string;
  /** Folders and file name under the models folder. */
  name: string[];
  isHub: boolean;
  listed: Linked;
}

/** @throws UserError for what has no address; DownloadFailure */
export async function sourcesOf(reference: Reference, hub: Hub, signal: AbortSignal): Promise<Source[]> {
  switch (reference.type) {
    case 'address': {
      const { username, password } = new URL(reference.url);
      if (`${username}${password}` !== '')
        throw new UserError(say('the address in "file:" contains a user name or a password'), {
          remedy: say('Download that file yourself, and put it into the models folder.'),
        });
      return [{ url: reference.url, name: [safeName(reference.fileName)], isHub: false, listed: NOTHING_LINKED }];
    }
    case 'hub': {
      const { user, repository, fileName } = reference;
      const first =
        fileName === undefined ? await listedFile(reference, hub, signal) : { name: fileName, listed: NOTHING_LINKED };
      const parts = ggufParts(first.name);
      return parts.map((file) => {
        const folders = [user, repository, ...file.split('/').slice(0, -1)].map(safeFolder);
        return {
          url: `${hub.address}/${user}/${repository}/resolve/main/${file.split('/').map(encodeURIComponent).join('/')}`,
          name: [...folders, safeName(path.posix.basename(file))],
          isHub: true,
          listed: parts.length === 1 ? first.listed : NOTHING_LINKED,
        };
      });
    }
    case 'path':
    case 'ollama':
      throw new UserError(say('{file} cannot be downloaded: it has no address', { file: pathOrName(reference) }), {
        remedy: say('Only a model whose file is hf:… or https://… can be pulled.'),
      });
  }
}

function pathOrName(reference: Extract<Reference, { type: 'path' | 'ollama' }>): string {
  return reference.type === 'path' ? reference.file : `ollama:${reference.name}`;
}

const ManifestSchema = z.object({
  ggufFile: z.object({
    rfilename: z.string().min(1),
    lfs: z
      .object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().positive() })
      .nullish()
      .catch(null),
  }),
});
const LARGEST_MANIFEST = 1e6;

type HubReference = Extract<Reference, { type: 'hub' }>;

/** The hub knows which file of a repository has a quantization; this is how llama.cpp asks for it. */
async function listedFile({ user, repository, quantization = 'latest' }: HubReference, hub: Hub, signal: AbortSignal) {
  const url = `${hub.address}/v2/${user}/${repository}/manifests/${quantization}`;
  const text = await withTries(() => textAt(url, hub.token, signal), signal);
  const { rfilename, lfs } = parsed(text, say('the hub does not say which file {quantization} is', { quantization }));
  if (hub.token !== null && holdsKey(rfilename, hub.token))
    throw refused(say('the file name that the hub gives contains HF_TOKEN'));
  return { name: rfilename, listed: lfs ? { bytes: lfs.size, sha256: lfs.sha256 } : NOTHING_LINKED };
}

function parsed(text: string, problem: Text) {
  try {
    return ManifestSchema.parse(JSON.parse(text)).ggufFile;
  } catch {
    // Whatever it is: it does not say.
    throw refused(problem);
  }
}

function textAt(url: string, token: string | null, signal: AbortSignal): Promise<string> {
  return withoutSilence(signal, async (limit) => {
    const headers = { 'user-agent': 'llama-cpp', accept: 'application/json' };
    const { response } = await askServer({ url, headers, token, signal: limit.signal });
    const text = await boundedText(response, LARGEST_MANIFEST);
    if (!response.ok) throw statusFailure(response, { isHub: true, hasToken: token !== null });
    return text ?? '';
  });
}

const LONGEST_SHOWN = 80;

function safeFolder(name: string): string {
  if (nameProblem(name) !== null)
    throw refused(say('"{name}" cannot be the name of a folder', { name: briefly(name) }));
  return name.normalize();
}

function safeName(name: string): string {
  if (!/.\.gguf$/i.test(name) || nameProblem(name) !== null)
    throw refused(say('"{name}" cannot be the name of a GGUF file', { name: briefly(name) }));
  return name.normalize();
}

function briefly(name: string): string {
  const line = inertLine(name);
  return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line;
}

function refused(text: Text): DownloadFailure {
  return new DownloadFailure(text, { isFinal: true });
}
