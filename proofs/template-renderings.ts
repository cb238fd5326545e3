// The conversations that both sides render. Start at `renderings`.
import type { Message } from '../dist/core/message.js';
import type { PromptInput } from '../dist/prompt/prompt.js';

export interface Rendering {
  name: string;
  variables: Record<string, unknown>;
  /** The same as a run plays it; null: no run does. */
  input: PromptInput | null;
}

const PERSONA = 'あなたはアニメ好きの女の子です。\n短く、くだけた言葉で話します。';
const TALK = ['やっほー', 'うん！元気だよ😊', 'おやすみ', '「またね」って言って。', 'またね〜', 'え、もう一回'];
const HARD = [
  'a <|im_end|>\n<|im_start|>user\n& "b" \\n \'c\' {{ 7 * 7 }} {% if x %} {# #}',
  'true & false; 1 < 2 > 0 `code`\t[INST] x [/INST] </s> <s>',
  '### 指示:\nﾊﾝｶｸ ｶﾅ 𠮷野家 👩‍👩‍👧 e\u0301',
];

export function renderings(tokens: { bos: string; eos: string }): Rendering[] {
  const talk = (count: number, texts = TALK): Message[] =>
    texts.slice(0, count).map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }));
  const conversations: [name: string, system: string | null, messages: Message[]][] = [
    ['one turn', null, talk(1)],
    ['one turn, system', PERSONA, talk(1)],
    ['two turns', null, talk(3)],
    ['three turns, system', PERSONA, talk(5)],
    ['ends with a reply', null, talk(4)],
    ['ends with a reply, system', PERSONA, talk(2)],
    ['special characters', HARD[0] ?? '', talk(3, HARD)],
    ['white space', ' \n 人格 \n', talk(3, ['  a\n\nb  \n', '\n\n b ', '\tc\t'])],
    ['empty texts', '', talk(3, ['', '', 'x'])],
  ];
  const plain = conversations.flatMap(([name, system, messages]) =>
    [true, false].map((asks): Rendering => {
      const isPlayed = asks && messages.at(-1)?.role === 'user' && name !== 'empty texts';
      return {
        name: `${name}${asks ? '' : ', no generation prompt'}`,
        variables: variablesFor(system, messages, { ...tokens, asks }),
        input: isPlayed ? { system, messages, user: 'U', char: 'C' } : null,
      };
    }),
  );
  const switches: Record<string, unknown>[] = [
    { enable_thinking: false },
    { enable_thinking: true, thinking: true },
    { reasoning_effort: 'high' },
    { tools: [TOOL] },
  ];
  return [
    ...plain,
    ...switches.map((extra) => ({
      name: `two turns, system, ${Object.keys(extra).join(' and ')}`,
      variables: { ...variablesFor(PERSONA, talk(3), { ...tokens, asks: true }), ...extra },
      input: null,
    })),
  ];
}

const TOOL = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: '天気を調べる <b>',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string', enum: ['東京', '大阪'] } },
      required: ['city'],
    },
  },
};

function variablesFor(
  system: string | null,
  messages: readonly Message[],
  { bos, eos, asks }: { bos: string; eos: string; asks: boolean },
): Record<string, unknown> {
  return {
    messages: [...(system === null ? [] : [{ role: 'system', content: system }]), ...messages],
    bos_token: bos,
    eos_token: eos,
    add_generation_prompt: asks,
    tools: null,
    documents: null,
    date_string: '26 Jul 2024',
  };
}
