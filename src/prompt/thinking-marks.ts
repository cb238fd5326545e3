// How models mark their thinking: pairs of marks around it, and messages in channels. Facts only. Start at `THINKING_MARKS`.

export interface ThinkingMarks {
  open: string;
  close: string;
  /** Nobody writes these by hand: they are thinking wherever they occur. Others only count at the start of a reply. */
  isUnmistakable?: boolean;
  /** Words of ordinary language: without the second mark, the first means nothing. */
  isPlainText?: boolean;
}

export const THINKING_MARKS: readonly ThinkingMarks[] = [
  // DeepSeek-R1, Qwen3, QwQ, GLM-4.5 and later, MiniMax-M1 and M2, Nemotron, SmolLM3, Granite 3.3, Hunyuan, Kimi-K2 and most others.
  { open: '<think>', close: '</think>' },
  // MiniMax-M3.
  { open: '<mm:think>', close: '</mm:think>' },
  // Seed-OSS.
  { open: '<seed:think>', close: '</seed:think>' },
  // Magistral and Ministral 3.
  { open: '[THINK]', close: '[/THINK]' },
  // Gemma 4: a channel by the name "thought".
  { open: '<|channel>', close: '<channel|>', isUnmistakable: true },
  // Command A and Command R7B.
  { open: '<|START_THINKING|>', close: '<|END_THINKING|>', isUnmistakable: true },
  // OpenThinker, Sky-T1.
  { open: '<|begin_of_thought|>', close: '<|end_of_thought|>', isUnmistakable: true },
  // Marin.
  { open: '<|start_think|>', close: '<|end_think|>', isUnmistakable: true },
  // Apertus.
  { open: '<|inner_prefix|>', close: '<|inner_suffix|>', isUnmistakable: true },
  // Kimi-K3.
  { open: '<|open|>think<|sep|>', close: '<|close|>think<|sep|>', isUnmistakable: true },
  // Kimi-VL.
  { open: '◁think▷', close: '◁/think▷' },
  // EXAONE Deep; Apriel 1.5 and finetunes on Claude's replies; Reka and finetunes.
  { open: '<thought>', close: '</thought>' },
  { open: '<thinking>', close: '</thinking>' },
  { open: '<reasoning>', close: '</reasoning>' },
  // Apriel 1.6, whose prompt ends with the first; Granite 3.2.
  { open: 'Here are my reasoning steps:', close: '[BEGIN FINAL RESPONSE]', isPlainText: true },
  { open: 'Here is my thought process:', close: 'Here is my response:', isPlainText: true },
];

/** What some of these models write around the answer that follows their thinking. */
export const ANSWER_MARKS: readonly { open: string; close: string; isUnmistakable?: boolean }[] = [
  { open: '<|START_RESPONSE|>', close: '<|END_RESPONSE|>', isUnmistakable: true },
  { open: '<|begin_of_solution|>', close: '<|end_of_solution|>', isUnmistakable: true },
  { open: '<|open|>response<|sep|>', close: '<|close|>response<|sep|>', isUnmistakable: true },
  { open: '<answer>', close: '</answer>' },
  { open: '<response>', close: '</response>' },
  { open: '', close: '[END FINAL RESPONSE]' },
];

/** What messages in channels begin with: see `channels.ts`. */
export const CHANNEL_MARKS: readonly string[] = [
  '<|start|>',
  '<|channel|>',
  '<|message|>',
  '<|begin|>',
  '<|think|>',
  '<|content|>',
];
