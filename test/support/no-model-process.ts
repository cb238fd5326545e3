// For runs that play no GGUF. `eval` starts a model process ahead of them all the same, which takes a second to read llama.cpp.

/** An environment for `runProgram`: Node refuses the option, so that every model process ends at once and whatever needs one fails. */
export const NO_MODEL_PROCESS = { NODE_OPTIONS: '--no-model-process' };

const END_IT = "process.argv[1].endsWith('child.js') && process.exit()";

/** The same for `spawnProgram`, whose own process has to begin. */
export const SPAWNS_NO_MODEL_PROCESS = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(END_IT)}` };
