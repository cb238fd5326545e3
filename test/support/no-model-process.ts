// For runs that play no GGUF. `eval` starts a model process ahead of them all the same, which takes a second to read llama.cpp.

const END_IT = "process.argv[1].endsWith('child.js') && process.exit()";

/** An environment in which every model process ends before it has begun: whatever needs one fails. */
export const NO_MODEL_PROCESS = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(END_IT)}` };
