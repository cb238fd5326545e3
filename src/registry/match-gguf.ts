import path from 'node:path';
import type { Reference } from './reference.ts';

/**
 * Whether a GGUF file on this machine is the one that a reference means, judged by its name alone. Strict, because the wrong
 * model or quantization under a right name is worse than none. Of a model split over several files, only the first counts.
 */
export function matchesReference(candidate: string, reference: Reference): boolean {
  const name = path.basename(candidate).toLowerCase();
  if (Number(SPLIT.exec(name)?.[1] ?? 1) !== 1) return false;
  switch (reference.type) {
    case 'path':
      return name === path.basename(reference.file).toLowerCase();
    case 'address':
      return name === reference.fileName.toLowerCase();
    case 'ollama':
      return false;
    case 'hub':
      return isInOwnFolder(candidate, reference)
        ? matchesInside(candidate, reference)
        : matchesAnywhere(name, reference);
  }
}

type HubReference = Extract<Reference, { type: 'hub' }>;

const SPLIT = /-(\d{5})-of-\d{5}\.gguf$/;

/** The Hugging Face cache has `models--user--repo`; LM Studio and `models pull` have `user/repo`. */
function isInOwnFolder(candidate: string, { user, repository }: HubReference): boolean {
  const whole = candidate.replaceAll(path.sep, '/').toLowerCase();
  const [owner, name] = [user.toLowerCase(), repository.toLowerCase()];
  return whole.includes(`/models--${owner}--${name}/`) || whole.includes(`/${owner}/${name}/`);
}

/** In the repository's own folder the quantization decides; `Q4_K` is not `Q4_K_M`, and `UD-Q4_K_M` is another recipe. */
function matchesInside(candidate: string, { fileName, quantization }: HubReference): boolean {
  const whole = candidate.replaceAll(path.sep, '/').toLowerCase();
  if (fileName) return whole.endsWith(`/${fileName.toLowerCase()}`);
  if (!quantization) return true;
  return new RegExp(`(^|(?<!(^|[-_.])ud)[-_.])${literal(quantization)}([-.].*)?\\.gguf$`).test(
    path.posix.basename(whole),
  );
}

/** Elsewhere the name must be the repository's, then the quantization, and nothing else; node-llama-cpp adds `hf_user_`. */
function matchesAnywhere(name: string, { user, repository, fileName, quantization }: HubReference): boolean {
  const owner = `(hf_${literal(user)}_)?`;
  if (fileName) return new RegExp(`^${owner}${literal(path.posix.basename(fileName))}$`).test(name);
  const stem = literal(repository.replace(/[-_.]gguf$/i, ''));
  const type = quantization ? `[-_.](gguf[-_.])?${literal(quantization)}` : '([-_.](gguf[-_.])?[a-z0-9_]+)?';
  return new RegExp(`^${owner}${stem}${type}(-\\d{5}-of-\\d{5})?\\.gguf$`).test(name);
}

function literal(text: string): string {
  return text.toLowerCase().replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
