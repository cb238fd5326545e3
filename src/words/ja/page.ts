/** What the page of `report` and `view` says. */
export const page = {
  'the page is not there; npm run build makes it': 'ページがありません。npm run build で作成できます',
  'Side by side': '並べて読む',
  Replies: '応答',
  Figures: '数値',
  'The data of this page cannot be read: {reason}': 'このページのデータを読み込めません: {reason}',
  'Loading…': '読み込み中…',
  Close: '閉じる',
  'Prompt and settings': 'プロンプトと設定',
} as const;
