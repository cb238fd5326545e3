// The flags of `hitogara import`. Start at `importFlags`.

import { IMPORT_FORMATS, type ImportFormat } from '../../formats/format-names.ts';
import { DEFAULT_OUT } from '../../run/default-request.ts';
import { say } from '../../words/text.ts';
import { type Flags, InvalidValue, integer, oneOf, text } from '../flags.ts';
import { jsonFlag, outFlag, turnsOfFlag } from '../shared-flags.ts';

export interface ImportOptions {
  /** null: found out from the file. */
  as: ImportFormat | null;
  /** null: by the format. */
  to: 'run' | 'scenario' | 'template' | 'sampling' | null;
  scenario: string | null;
  model: string | null;
  roles: { user: string; assistant: string } | null;
  swipes: boolean;
  questions: string | null;
  turnsOf: string | null;
  /** The path of a file; the same as `turnsOf` with one. */
  turns: string | null;
  personaOf: string | null;
  user: string | null;
  greeting: number | 'all';
  /** A file, or a folder. */
  output: string | null;
  out: string;
  json: boolean;
}

export const importFlags: Flags<ImportOptions> = {
  as: {
    flag: '--as <format>',
    help: 'what the file is: text, a chat with a name before each message; openai, messages as JSON or JSONL; sharegpt; chats of sillytavern, llama-cpp (its web UI), lm-studio, ollama; mt-bench-answers; rp-bench; card, a character card; questions, a question set such as MT-Bench; promptfoo, its config; preset, settings of SillyTavern',
    fallback: null,
    fallbackHelp: 'found out from the file',
    ...oneOf(IMPORT_FORMATS),
  },
  to: {
    flag: '--to <what>',
    help: 'run: a chat becomes a run, to be shown and scored; scenario: a scenario file is made, to be played; template: a preset becomes a prompt template; sampling: a preset becomes sampling settings',
    fallback: null,
    fallbackHelp: 'run for a chat, template for a preset, scenario for the rest',
    ...oneOf(['run', 'scenario', 'template', 'sampling']),
  },
  scenario: {
    flag: '-s, --scenario <id>',
    help: 'for a run: the scenario that the chat belongs to: id, or path of a .yaml file',
    fallback: null,
    parse: text,
  },
  model: {
    flag: '-m, --model <name>',
    help: 'for a run: a name for the model that wrote the replies',
    fallback: null,
    parse: text,
  },
  roles: {
    flag: '--roles <user,assistant>',
    help: 'the names of the two speakers, as written in the file',
    fallback: null,
    fallbackHelp: 'known names, those of the persona, or the two that recur',
    parse: (value) => {
      const names = value.split(/[,、，]/).map((name) => name.trim());
      const [user = '', assistant = ''] = names;
      if (names.length !== 2 || user === '' || assistant === '' || user === assistant)
        throw new InvalidValue(say('expected two names with a comma between them'));
      return { user, assistant };
    },
  },
  swipes: {
    flag: '--swipes',
    help: 'for a run: other versions of the last reply (swipes, regenerated replies) become samples too',
    fallback: false,
  },
  questions: {
    flag: '--questions <file>',
    help: 'for a run of mt-bench-answers: the question file',
    fallback: null,
    fallbackHelp: 'question.jsonl, beside the answers or in the folder above',
    parse: text,
  },
  turnsOf: turnsOfFlag,
  turns: {
    flag: '--turns <file>',
    help: 'for a scenario: what the user says, one line per turn',
    fallback: null,
    parse: text,
  },
  personaOf: {
    flag: '--persona-of <id>',
    help: 'for a scenario: who the model plays, in place of what the file says: the persona of this scenario (id or path), or of a character card',
    fallback: null,
    parse: text,
  },
  user: {
    flag: '--user <name>',
    help: 'for a scenario: what the user is called',
    fallback: null,
    fallbackHelp: 'User, or ユーザー in Japanese',
    parse: text,
  },
  greeting: {
    flag: '--greeting <n>',
    help: "for a scenario: which of the card's greetings begins it; all: a scenario of each",
    fallback: 1,
    parse: (value) => (value === 'all' ? value : integer({ from: 1, to: 1_000 })(value)),
  },
  output: {
    flag: '-o, --output <file>',
    help: 'the file, or the folder, that gets a scenario, template or settings; what is there is not replaced',
    fallback: null,
    fallbackHelp: 'a single one is printed to stdout',
    parse: text,
  },
  out: { ...outFlag, fallback: DEFAULT_OUT },
  json: jsonFlag,
};
