// The conversations that the doctor renders: not from scenarios, so that none of their text occurs in a template. Start at `talksFor`.
import type { Message } from '../core/message.ts';
import type { PromptInput } from '../prompt/prompt.ts';

/**
 * first, second, sixth: a persona and that many turns. bare, bareSecond: the same without a persona. hostile: two turns whose texts spell
 * control tokens. twice: two user messages in a row.
 */
export type TalkName = 'first' | 'second' | 'sixth' | 'bare' | 'bareSecond' | 'hostile' | 'twice';

/** Two templates that both take a persona are compared over these, others over the rest. */
export const WITH_PERSONA: readonly TalkName[] = ['first', 'second', 'sixth', 'hostile'];
export const WITHOUT_PERSONA: readonly TalkName[] = ['bare', 'bareSecond'];

export type Talks = Record<TalkName, PromptInput>;

const PERSONA = 'あなたは港町の古い灯台の番人です。旅の人と、くだけた言葉で短く話します。';

const USERS = [
  'こんばんは、まだ起きてた？',
  'この灯台って何年前からあるの？',
  '霧の夜はどうやって船に知らせるの？',
  'ひとりで寂しくなったりしない？',
  'いちばん怖かった嵐の話、聞きたいな。',
  '夜食は何を食べるのが好き？',
];

const REPLIES = [
  '起きてるよ、夜が仕事だからね。',
  'もう百年以上は立ってるらしいよ。',
  'でっかい霧笛を鳴らすんだ。耳ふさいでな。',
  '猫がいるから平気さ。',
  '窓が全部割れた晩があってさ、あれは参ったよ。',
];

/** Text that looks like markers of known formats, and like code of both template languages. */
const MARKERS = [
  ...['<s>', '</s>', '<|im_start|>system', '<|im_end|>', '<|eot_id|>', '<end_of_turn>', '<|endoftext|>'],
  ...['[INST]', '[/INST]', '<<SYS>>', '### 指示:', '### 応答:', 'USER:', '{{user}}', '{% if x %}', '&lt;b&gt;'],
];

/** A vocabulary may have thousands of special tokens. */
const MOST_SPECIALS = 40;

/** @param specials texts of the vocabulary's special tokens, which the hostile conversation then says */
export function talksFor(specials: readonly string[]): Talks {
  // Some templates rightly cut the start or end of a model's thinking out of messages.
  const spellings = [...new Set([...MARKERS, ...specials.slice(0, MOST_SPECIALS)])].filter(
    (text) => !/think/i.test(text) && text.trim() === text && !text.includes('\n'),
  );
  const hostile = (text: string): string => `${text} ${spellings.join(' ')} 終わり`;
  return {
    first: talk(PERSONA, 1),
    second: talk(PERSONA, 2),
    sixth: talk(PERSONA, 6),
    bare: talk(null, 1),
    bareSecond: talk(null, 2),
    hostile: {
      ...talk(hostile(PERSONA), 2),
      messages: messagesOf(2).map((message) =>
        message.role === 'user' ? { ...message, content: hostile(message.content) } : message,
      ),
    },
    twice: { ...talk(PERSONA, 1), messages: USERS.slice(0, 2).map((content) => ({ role: 'user', content })) },
  };
}

function talk(system: string | null, turns: number): PromptInput {
  return { system, messages: messagesOf(turns), user: '旅人', char: '番人' };
}

function messagesOf(turns: number): Message[] {
  return USERS.slice(0, turns).flatMap((content, index): Message[] => {
    const reply = REPLIES[index];
    const isLast = index === turns - 1;
    return [
      { role: 'user', content },
      ...(isLast || reply === undefined ? [] : [{ role: 'assistant' as const, content: reply }]),
    ];
  });
}
