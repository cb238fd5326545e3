/** What importing chats says besides. */
export const importingChats = {
  'importing: {n} conversations, {bytes}': '取り込み中: {n} 会話、{bytes}',
  '{place} not placed: {text}': '{place} は発言に含めていません: {text}',
  '{n} file': '{n} ファイル',
  '{n} files': '{n} ファイル',
  'has no file that ends with .jsonl, .json, .txt or .md': '.jsonl、.json、.txt、.md で終わるファイルがありません',
  '{files}, from {first} to {last}': '{files}（{first} から {last} まで）',
  'matches no file': '一致するファイルがありません',
  'has changed while it was being imported': '取り込んでいる間に変わりました',
  'one chat has more than {n} MB, which is the most that is read':
    '一つの会話が、読み取れる上限の {n} MB を超えています',
  'is too large for one value of JSON, or is broken: what it is cannot be seen':
    '一つの JSON としては大きすぎるか壊れているため、何のファイルか分かりません',
  'Name its format with --as.': '--as で形式を指定してください。',
  'notes of this kind besides these: {n}': 'ほかの注記: {n}',
  'other versions of replies, left out: {n}': '応答の別の版 {n} 件を除きました',
  'other versions of replies, left out: {n}; with --swipes, those of the last reply ({last}) become samples':
    '応答の別の版 {n} 件を除きました。--swipes を付けると、最後の応答のもの（{last} 件）もサンプルになります',
  'other versions of earlier replies, left out: {n}': '途中の応答の別の版 {n} 件を除きました',
  'other versions of a last reply, each imported as a sample of its own: {n}':
    '最後の応答の別の版 {n} 件を、それぞれ一つのサンプルとして取り込みました',
  'for a run: other versions of the last reply (swipes, regenerated replies) become samples too':
    '実行の場合: 最後の応答の別の版（スワイプや再生成）もサンプルにする',
} as const;
