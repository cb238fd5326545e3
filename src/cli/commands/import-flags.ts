// The flags of `hitogara import`. Start at `importFlags`.

import { CHAT_FORMATS, type ChatFormat } from '../../formats/format-names.ts';
import { DEFAULT_OUT } from '../../run/default-request.ts';
import { say } from '../../words/text.ts';
import { type Flags, InvalidValue, oneOf, text } from '../flags.ts';
import { jsonFlag, outFlag } from '../shared-flags.ts';

export interface ImportOptions {
  as: ChatFormat;
  scenario: string;
  model: string;
  roles: { user: string; assistant: string } | null;
  out: string;
  json: boolean;
}

export const importFlags: Flags<ImportOptions> = {
  as: {
    flag: '--as <format>',
    help: 'what the file is: text, with a name before each message; openai, messages as JSON or JSONL; sharegpt; sillytavern, a chat as .jsonl',
    fallback: 'text',
    isRequired: true,
    ...oneOf(CHAT_FORMATS),
  },
  scenario: {
    flag: '-s, --scenario <id>',
    help: 'the scenario that the chat belongs to: id, or path of a .yaml file',
    fallback: '',
    isRequired: true,
    parse: text,
  },
  model: {
    flag: '-m, --model <name>',
    help: 'a name for the model that wrote the replies',
    fallback: '',
    isRequired: true,
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
  out: { ...outFlag, fallback: DEFAULT_OUT },
  json: jsonFlag,
};
