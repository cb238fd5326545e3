// What `hitogara init` writes: answers in, files out. Touches no file itself. Start at `starterFiles`.

export interface Answers {
  /** Id of the scenario. */
  scenario: string;
  /** null: no entry of a model of one's own. */
  model: { kind: 'gguf'; file: string } | { kind: 'server'; baseUrl: string } | null;
  hasWorkflow: boolean;
}

export const DEFAULT_ANSWERS: Answers = {
  scenario: 'first-chat',
  model: { kind: 'gguf', file: 'my-model.gguf' },
  hasWorkflow: true,
};

export const DEFAULT_SERVER = 'http://127.0.0.1:8080/v1';

/** The id of the entry. */
export const OWN_MODEL = 'my-model';
/** The id of the model that needs neither weights nor a network. */
export const ECHO_MODEL = 'echo';

export interface StarterFile {
  /** Relative to the project's folder, with slashes. */
  path: string;
  text: string;
}

/**
 * @param schemas folder of the JSON Schemas, from the project's folder; null: not known there
 * @param install the command of the workflow that installs this program
 */
export function starterFiles(answers: Answers, schemas: string | null, install: string): StarterFile[] {
  const { scenario, model, hasWorkflow } = answers;
  return [
    { path: `scenarios/${scenario}.yaml`, text: schemaLine('scenario', schemas) + scenarioText(scenario) },
    { path: `models/${ECHO_MODEL}.yaml`, text: schemaLine('model', schemas) + ECHO_TEXT },
    ...(model
      ? [
          {
            path: `models/${OWN_MODEL}.yaml`,
            text: schemaLine('model', schemas) + (model.kind === 'gguf' ? ggufText(model) : serverText(model)),
          },
        ]
      : []),
    ...(hasWorkflow ? [{ path: '.github/workflows/hitogara.yml', text: workflowText(scenario, install) }] : []),
    { path: '.gitignore', text: 'node_modules/\nresults/\n.env\n' },
  ];
}

/** What editors need to help while somebody types. */
function schemaLine(kind: 'scenario' | 'model', schemas: string | null): string {
  return schemas === null ? '' : `# yaml-language-server: $schema=../${schemas}/${kind}.schema.json\n`;
}

function scenarioText(id: string): string {
  return `id: ${JSON.stringify(id)}
title: { ja: 深夜の電話, en: A late-night call }
persona:
  name: ミナ # the character
  user: あなた
  # What the model is told, word for word.
  instruction: あなたは眠そうな友達です。短く、くだけた言葉で話してください。
  register: casual
  maxReplyCharacters: 40
sampling: { temperature: 0.7, topK: 40 }
# Every reply is checked. These checks are gates: if more replies than the limit fail, hitogara ends with exit code 1.
checks:
  persona.break: { gate: true }
  leak.template: { gate: true }
  length.max: { gate: true, limit: 0.1 }
# What the user says, one turn after the other.
turns:
  - もしもし、起きてた？
  - こんな時間にごめんね。なんか眠れなくて。
  - { user: ねえ、何か楽しい話して。, probe: topic-change }
  - ありがとう。じゃあ、おやすみ。
`;
}

const ECHO_TEXT = `# Replies from this list, one for each turn: it tries out a scenario without a model.
id: ${ECHO_MODEL}
backend: scripted
replies:
  - うん、起きてたよ。
  - いいよ、気にしないで。
  - 今日ね、猫が三匹もついてきたんだ。
  - おやすみ。また明日ね。
`;

function ggufText({ file }: { file: string }): string {
  return `id: ${OWN_MODEL}
backend: llama
# A path, from this folder or from where hitogara is run; or hf:user/repo:quant, which "hitogara models pull ${OWN_MODEL}" downloads.
file: ${JSON.stringify(file)}
# Without a prompt template, the one inside the file is used. To check that it is right: hitogara doctor --model ${OWN_MODEL}
# prompt: chatml
sampling: {}
`;
}

function serverText({ baseUrl }: { baseUrl: string }): string {
  return `id: ${OWN_MODEL}
backend: openai
baseUrl: ${JSON.stringify(baseUrl)}
# Decides which sampling settings the server accepts: openai, llama-server, vllm, ollama, lm-studio or openrouter.
server: llama-server
# The server's name for the model.
model: default
# How many replies it writes at once. More requests than that wait in its queue, and their time to the first token with them.
concurrency: 1
# A server elsewhere needs a key, which stays in the environment; this is the name of the variable.
# apiKeyEnv: MY_SERVER_KEY
`;
}

function workflowText(scenario: string, install: string): string {
  return `name: hitogara
on: [push, pull_request]
permissions:
  contents: read
jobs:
  chat:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      # Without llama.cpp, which the model "${ECHO_MODEL}" does not need. For a GGUF file, install
      # @node-llama-cpp/linux-x64 and @koromix/koffi-linux-x64 as well.
      - run: ${install}
      - run: npx hitogara scenarios check ${scenario}
      # Fails if a gate of the scenario fails: more gates with --gate.
      - run: npx hitogara eval --model ${ECHO_MODEL} --scenario ${scenario} --reporter github --reporter junit:results/junit.xml
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: results
          path: results
`;
}
