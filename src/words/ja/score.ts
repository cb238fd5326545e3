/** What scoring says, apart from the single checks. */
export const score = {
  'the persona does not say: {field}': 'ペルソナに指定がありません: {field}',
  'there is no whole reply: {outcome}': '完全な応答がありません: {outcome}',
  'the check itself failed: {reason}': '検査そのものが失敗しました: {reason}',
} as const;
