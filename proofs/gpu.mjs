// `npm run prove:gpu`: plays two turns with all layers on the GPU that is there, and says on which, how fast, and whether a GPU that is not
// there is an error. Plain JavaScript, because a machine with a GPU may have nothing but Node and a copy of this folder. Start at `prove`.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const LIMIT_MS = 120_000;
const SCENARIO = {
  id: 'two-turns',
  title: { ja: '二回', en: 'Two turns' },
  persona: { name: 'B', user: 'A', instruction: '短く話してください。' },
  sampling: { temperature: 0, maxTokens: 24 },
  turns: ['やっほー、元気にしてた？', '今日は何してたの？'],
};
/** No device of any kind, whatever the machine has. */
const NO_DEVICE = { VK_DRIVER_FILES: '/dev/null', VK_ICD_FILENAMES: '/dev/null', CUDA_VISIBLE_DEVICES: '' };

process.exitCode = await prove();

async function prove() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hitogara-gpu-'));
  try {
    // JSON is YAML.
    await writeFile(path.join(folder, 'two-turns.yaml'), JSON.stringify(SCENARIO));
    const cpu = await play(folder, 'off', []);
    print(cpu);
    const played = [];
    for (const gpu of process.platform === 'darwin' ? ['metal'] : ['cuda', 'vulkan']) {
      const result = await play(folder, gpu, ['--gpu-layers', 'max']);
      print(result);
      if (result.device) played.push(result);
    }
    for (const gpu of ['cuda', 'vulkan']) {
      const { code, error } = await play(folder, gpu, ['--gpu-layers', 'max'], NO_DEVICE);
      say(`--gpu ${gpu} without a device: ${code === 2 ? 'an error' : `exit code ${code}, WRONG`} (${error})`);
      if (code !== 2) process.exitCode = 1;
    }
    for (const { gpu, replies } of played) {
      const equal = replies.filter((reply, index) => reply === cpu.replies[index]).length;
      say(`--gpu ${gpu}: ${equal} of ${replies.length} greedy replies equal to those of the CPU`);
    }
    const isWhole = ({ device, replies }) => device.gpuLayers === device.totalLayers && replies.length === 2;
    const isProved = played.length > 0 && played.every(isWhole) && process.exitCode !== 1;
    say(isProved ? 'proved' : played.length === 0 ? 'no GPU was found here' : 'NOT proved');
    return isProved ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function play(folder, gpu, options, environment = {}) {
  const out = await mkdtemp(path.join(folder, 'out-'));
  const chosen = ['--model', 'hitogara-tiny-q8_0', '--scenario', path.join(folder, 'two-turns.yaml')];
  const args = ['eval', ...chosen, '--gpu', gpu, ...options, '--threads', '1', '--reporter', 'plain', '--out', out];
  const { code, stderr } = await new Promise((resolve) => {
    const env = { ...process.env, HITOGARA_CACHE: path.join(folder, 'cache'), ...environment };
    execFile(process.execPath, [PROGRAM, ...args], { env, timeout: LIMIT_MS }, (error, _stdout, text) =>
      resolve({ code: error ? error.code : 0, stderr: text }),
    );
  });
  const [run] = await readdir(out);
  if (code !== 0 || run === undefined) return { gpu, code, error: stderr.trim(), replies: [] };
  const read = (name) => readFile(path.join(out, run, name), 'utf8');
  const { description } = JSON.parse(await read('manifest.json')).models[0];
  const lines = (await read('journal.jsonl'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const turns = lines.filter(({ type }) => type === 'turn');
  return { gpu, code, ...description, turns, replies: turns.map(({ reply }) => reply) };
}

function print({ gpu, code, error, device, turns }) {
  if (!device) {
    say(`--gpu ${gpu}: not played, exit code ${code} (${error})`);
    return;
  }
  const { names, gpuLayers, totalLayers } = device;
  say(`--gpu ${gpu}: ${device.gpu || 'CPU'}, ${names.join(', ')}, ${gpuLayers} of ${totalLayers} layers`);
  for (const { reply, replyTokens, generateMs } of turns) {
    const speed = generateMs ? `${((replyTokens * 1_000) / generateMs).toFixed(0)} tokens/s` : 'no speed';
    say(`  ${speed}, ${replyTokens} tokens: ${reply}`);
  }
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
