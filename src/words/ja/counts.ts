/** Things that are counted: each noun in both of its English forms. */
export const counts = {
  '{n} conversation': '会話 {n} 件',
  '{n} conversations': '会話 {n} 件',
  '{n} turn': '{n} ターン',
  '{n} turns': '{n} ターン',
} as const;
