// Where koffi cannot be loaded, a GGUF cannot be played, and the program says why and what to do.
import { expect, it } from 'vitest';
import { REPOSITORY, spawnProgram, temporaryFolder } from './support/cli.ts';

/** As where the package is not installed. */
const HOOK = `export function resolve(name, context, next) {
  if (name === 'koffi') throw Object.assign(new Error("Cannot find package 'koffi'"), { code: 'ERR_MODULE_NOT_FOUND' });
  return next(name, context);
}`;
const REGISTER = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(HOOK))});`;
const WITHOUT_KOFFI = { NODE_OPTIONS: `--import ${dataUrl(REGISTER)}` };

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

it('says what is missing where koffi is not installed, and still inspects files', async () => {
  await using folder = temporaryFolder();
  const model = `${REPOSITORY}/models/tiny/hitogara-tiny-q8_0.gguf`;
  const options = { directory: folder.path, environment: WITHOUT_KOFFI };
  const played = await spawnProgram(['eval', '--model', model, '--scenario', 'anime-fan', '--gpu', 'off'], options);
  expect(played.stdout + played.stderr).toContain(
    `llama.cpp cannot be called on this machine: koffi does not load (Cannot find package 'koffi'); install koffi and the package @koromix/koffi-… for this machine again, see "Install" in the README`,
  );
  expect(played.code).toBe(2);
  const inspected = await spawnProgram(['models', 'inspect', model], options);
  expect([inspected.code, inspected.stdout.includes('Q8_0')]).toEqual([0, true]);
});
