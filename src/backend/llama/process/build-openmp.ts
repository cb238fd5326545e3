// `npm run build:openmp`: compiles llama.cpp on this machine, with OpenMP, from the source inside node-llama-cpp. Optional; see
// "Speed" in the README for when it pays. No network. The result is inside node_modules and is deleted with it.
import { getLlama } from 'node-llama-cpp';

/** `library-files.ts` finds the build by them. */
const OPENMP_CMAKE_OPTIONS = { GGML_OPENMP: 'ON' };

const started = performance.now();
process.stdout.write(
  'compiling llama.cpp with OpenMP: takes minutes, uses all cores, no network (needs CMake and a C++ compiler)\n',
);
const built = await getLlama({
  gpu: false,
  build: 'forceRebuild',
  cmakeOptions: OPENMP_CMAKE_OPTIONS,
  progressLogs: true,
  logger: () => {},
});
await built.dispose();

// As the program will do: it must find the build without being allowed to build one.
const found = await getLlama({
  gpu: false,
  build: 'never',
  cmakeOptions: OPENMP_CMAKE_OPTIONS,
  usePrebuiltBinaries: false,
  progressLogs: false,
  logger: () => {},
});
const { systemInfo, buildType } = found;
await found.dispose();
if (buildType !== 'localBuild' || !/OPENMP = 1/.test(systemInfo)) {
  process.stderr.write(`the compiler has no OpenMP, or the build could not be found: ${systemInfo}\n`);
  process.exitCode = 1;
} else {
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  process.stdout.write(
    `done in ${seconds} s, in node_modules/node-llama-cpp/llama/localBuilds; used from now on unless --engine prebuilt is given\n`,
  );
}
