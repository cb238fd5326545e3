/** What importing question sets says. */
export const questions = {
  // The command
  'this is no chat (--as {format}), and becomes scenarios: --to scenario':
    '会話ではありません（--as {format}）。--to scenario でシナリオにします',
  'written: {n} files in {folder}': '書き込み: {folder}（{n} 個のファイル）',

  // The file
  'has more than {n} rows, which is the most that is read': '読み込める上限の {n} 件を超えています',
  'has more than {n} lines, which is the most that is read': '読み込める上限の {n} 行を超えています',
  'is no object with named fields, as each question is':
    '項目名のあるオブジェクトではありません。質問は一つずつオブジェクトで書きます',
  'has no questions that could be read; its fields: {fields}': '読み取れる質問がありません。ファイルの項目: {fields}',
  'Expected one of these fields:': '次のどれかの項目が必要です:',
  '"{id}" is the id of line {line}, too': '「{id}」は {line} 行目の ID と同じです',
  'is missing': 'がありません',

  // What became of it
  'read as questions like those of {set}: {n}': '{set} の形式の質問として読みました: {n} 件',
  'fields that are not used: {fields}': '使わない項目: {fields}',
  'questions come without a persona; the model is told: {text} (--persona-of names another)':
    '質問集にはペルソナがないため、モデルへの指示は次のものにしました: {text}（--persona-of で変更できます）',
} as const;
