// `npm run build`: puts the command line into a few files, `dist/bundle/`, with what it uses of other packages, and each process of its own
// into one: Node takes longer to find and read 500 small files than the program takes to play its first turn. The library stays as it is
// compiled. Start at `bundle`.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';

const DIST = path.resolve(import.meta.dirname, '../dist');
const BUNDLE = path.join(DIST, 'bundle');

/** Large data, which only some commands need: it stays where it is. */
const EXTERNAL = [/^node:/, 'eld', /^eld\//, '@patdx/kuromoji', 'koffi', 'node-llama-cpp'];

/** Processes and threads of their own: each is replaced by the same with all that it imports. */
const PROGRAMS = [
  'backend/llama/process/child.js',
  'backend/llama/process/watcher.js',
  'backend/llama/process/llama-cpp/sampler-thread.js',
  'prompt/jinja-process.js',
];

/** A module finds the files beside it where it stood before. @param {string} folder of the bundle */
const placesFor = (folder) => ({
  name: 'places',
  /** @param {string} code @param {string} id */
  transform(code, id) {
    if (!id.startsWith(DIST + path.sep) || !code.includes('import.meta.url')) return null;
    const place = path.relative(folder, id).split(path.sep).join('/');
    return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`);
  },
});

/**
 * Commander loads what starts processes, for commands that are programs of their own. Here are none, and it takes Node longer to load than
 * all of commander.
 */
const noPrograms = {
  name: 'no-programs',
  /** @param {string} code @param {string} id */
  transform(code, id) {
    if (!id.endsWith(path.join('commander', 'lib', 'command.js'))) return null;
    const line = "const childProcess = require('node:child_process');";
    if (!code.includes(line)) throw new Error(`${id} no longer has: ${line}`);
    return code.replace(line, 'const childProcess = undefined;');
  },
};

/**
 * What is needed at once is one file, in the order in which it is needed: finding and reading a file costs as much as compiling 100 kB. A
 * module belongs to the first group that needs it; what only other commands need is left to files of its own.
 */
const GROUPS = {
  commands: readdirSync(path.join(DIST, 'cli', 'commands'))
    .filter((name) => /^[a-z]+\.js$/.test(name))
    .map((name) => `cli/commands/${name}`),
  process: ['backend/llama/spare-process.js'],
  files: ['core/yaml-file.js', 'core/json-schema.js'],
  run: ['cli/commands/eval-run.js', 'backend/llama/llama.js', 'report/transcript.js'],
};

/** With all that they import. */
function groups() {
  return Object.entries(GROUPS).map(([name, files]) => {
    const roots = new Set(files.map((file) => path.join(DIST, file)));
    return { name, test: (/** @type {string} */ id) => roots.has(id) };
  });
}

const COMMENTS = { legal: true, annotation: false, jsdoc: false };

async function bundle() {
  rmSync(BUNDLE, { recursive: true, force: true });
  const entry = path.join(DIST, 'bin.js');
  const build = await rolldown({
    input: entry,
    platform: 'node',
    plugins: [placesFor(BUNDLE), noPrograms],
    external: EXTERNAL,
    // What `run` holds anyway is imported late by others.
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await build.write({
    dir: DIST,
    format: 'esm',
    entryFileNames: 'bin.js',
    chunkFileNames: 'bundle/[name]-[hash].js',
    comments: COMMENTS,
    // The entry waits for what a command loads: nothing that a command also imports may be in it, or it would wait for itself.
    codeSplitting: {
      groups: [{ name: 'start', tags: ['$initial'], test: (id) => id !== entry, priority: 1 }, ...groups()],
    },
  });
  await build.close();
  for (const file of PROGRAMS) await bundleProgram(path.join(DIST, file));
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  writeFileSync(path.join(BUNDLE, 'LICENSES.txt'), licensesOf(modules));
}

/** Without parts of other packages: what it needs of those, it imports. @param {string} file */
async function bundleProgram(file) {
  const folder = path.dirname(file);
  const build = await rolldown({ input: file, platform: 'node', plugins: [placesFor(folder)], external: EXTERNAL });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: path.basename(file),
    comments: COMMENTS,
    codeSplitting: false,
  });
  await build.close();
  const [{ moduleIds }, ...others] = output;
  const foreign = moduleIds.filter((id) => !id.startsWith(DIST + path.sep) && path.isAbsolute(id));
  if (others.length > 0 || foreign.length > 0) throw new Error(`${file} is not one file of its own: ${foreign}`);
}

/** Of all packages that parts were taken from. @param {string[]} modules */
function licensesOf(modules) {
  const folders = modules.flatMap(
    (id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.split(path.sep).join('/'))?.[0] ?? [],
  );
  return [...new Set(folders)].sort().map(licenseIn).join('\n\n');
}

/** @param {string} folder */
function licenseIn(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? `License: ${license}` : readFileSync(path.join(folder, file), 'utf8').trim();
  return `## ${name} ${version}\n\n${text}\n`;
}

await bundle();
