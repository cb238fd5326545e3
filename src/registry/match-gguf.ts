import path from 'node:path';
import { escapeForRegExp } from '../core/glob.ts';
import type { Reference } from './reference.ts';

/**
 * Whether a GGUF file on this machine is the one that a reference means, judged only by its name. Strict, because the wrong model or
 * quantization under the right name is worse than none. For a model split over several files, only the first counts.
 */
export function matchesReference(candidate: string, reference: Reference): boolean {
  if (!isFirstPart(candidate)) return false;
  const name = plain(path.basename(candidate));
  switch (reference.type) {
    case 'path':
      return name === plain(path.basename(reference.file));
    case 'address':
      return name === plain(reference.fileName);
    case 'ollama':
      return false;
    case 'hub':
      return matchesHub(candidate, reference);
  }
}

/** True for the first file of a split model, and for any file that is not split. */
export function isFirstPart(file: string): boolean {
  return Number(SPLIT.exec(path.basename(file).toLowerCase())?.[1] ?? 1) === 1;
}

type HubReference = Extract<Reference, { type: 'hub' }>;

function matchesHub(candidate: string, reference: HubReference): boolean {
  const inside = insideOwnFolder(candidate, reference);
  return inside === null
    ? matchesAnywhere(plain(path.basename(candidate)), reference)
    : matchesInside(inside, reference);
}

const SPLIT = /-(\d{5})-of-\d{5}\.gguf$/;

/**
 * The path inside the repository's own folder, if the file is in it: the Hugging Face cache has
 * `models--user--repo/snapshots/<commit>/`, LM Studio and `models pull` have `user/repo/`.
 */
function insideOwnFolder(candidate: string, { user, repository }: HubReference): string | null {
  const whole = plain(candidate.replaceAll(path.sep, '/'));
  const [owner, name] = [literal(user), literal(repository)];
  return new RegExp(`/(?:models--${owner}--${name}/snapshots/[^/]+|${owner}/${name})/(.+)$`).exec(whole)?.[1] ?? null;
}

/** In the repository's own folder the quantization decides; `Q4_K` is not `Q4_K_M`, and `UD-Q4_K_M` is another quantization. */
function matchesInside(inside: string, { fileName, quantization }: HubReference): boolean {
  if (fileName) return inside === plain(fileName);
  if (!quantization) return true;
  const name = path.posix.basename(inside);
  return new RegExp(`(^|(?<!(^|[-_.])ud)[-_.])${literal(quantization)}([-.].*)?\\.gguf$`).test(name);
}

/**
 * Elsewhere the name must be the repository's, then the quantization, and nothing else. node-llama-cpp puts `hf_user_` in front, llama.cpp
 * `user_repo_` and the folders of the repository.
 */
function matchesAnywhere(name: string, { user, repository, fileName, quantization }: HubReference): boolean {
  const ofLlamaCpp = `${user}_${repository}_`;
  if (fileName) {
    const base = path.posix.basename(fileName);
    const names = [base, `hf_${user}_${base}`, `${ofLlamaCpp}${fileName.replaceAll('/', '_')}`];
    return names.some((each) => each.toLowerCase() === name);
  }
  const owner = `(hf_${literal(user)}_|${literal(ofLlamaCpp)})?`;
  const stem = literal(repository.replace(/[-_.]gguf$/i, ''));
  const type = quantization ? `[-_.](gguf[-_.])?${literal(quantization)}` : '([-_.](gguf[-_.])?[a-z0-9_]+)?';
  return new RegExp(`^${owner}${stem}${type}(-\\d{5}-of-\\d{5})?\\.gguf$`).test(name);
}

function literal(text: string): string {
  return escapeForRegExp(plain(text));
}

/** Servers, keyboards and Macs spell the same name in different forms. */
function plain(text: string): string {
  return text.normalize().toLowerCase();
}
