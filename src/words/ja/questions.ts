/** What importing question sets says. */
export const questions = {
  // The command
  'this is not a chat (--as {format}); it becomes scenarios: --to scenario':
    '会話ではないため（--as {format}）、シナリオとして取り込みます。--to scenario を指定してください',
  'written: {n} files in {folder}': '書き込み: {folder}（{n} 個のファイル）',

  // The file
  'has more than {n} rows, which is the most that is read': '読み込める上限の {n} 件を超えています',
  'has more than {n} lines, which is the most that is read': '読み込める上限の {n} 行を超えています',
  'is not an object with named fields, as each question is':
    '項目名のあるオブジェクトではありません。質問は一つずつオブジェクトで書きます',
  'has no questions that could be read; its fields: {fields}': '読み取れる質問がありません。ファイルの項目: {fields}',
  'Expected one of these fields: {fields}.': '次のどれかの項目が必要です: {fields}。',
  'would get the id {id}, which line {line} has already': '{line} 行目と同じ ID（{id}）になります',
  'is missing': 'がありません',
  'has no questions': '質問がありません',

  'number of fields: {n}; the first line has {all}': '項目が {n} 個あります。最初の行では {all} 個です',
  'has a row of more than {n} characters, which is the most that is read':
    '読み込める上限の {n} 文字を超える行があります',
  'unpacks to more than {n} MB, which is the most that is read': '展開すると、読み込める上限の {n} MB を超えます',
  'is a Parquet file that cannot be read: {reason}': 'Parquet ファイルを読み込めません: {reason}',

  // What became of it
  'read as questions like those of {set}: {n}': '{set} の形式の質問として読みました: {n} 件',
  'fields that are not used: {fields}': '使わない項目: {fields}',
  'texts in which a backslash and n were taken for a line break, as there are no others: {n}':
    'ほかに改行がないため、バックスラッシュと n を改行とみなした文章: {n} 件',
  'there is no persona in it; the model is told: {text} (--persona-of names another)':
    'ファイルにペルソナがないため、モデルへの指示は次のものにしました: {text}（--persona-of で変更できます）',
  'has all that the user says already; --turns-of is for files that do not':
    'ユーザーの発言はすべてこのファイルにあります。--turns-of は発言のないファイル用です',
  'only the first user line is in it; take the rest from another scenario with --turns-of, or write it by hand':
    'ユーザーの発言は最初の一つだけです。続きは --turns-of で別のシナリオから取るか、書き足してください',

  // Chats
  'the user says nothing in it': 'ユーザーの発言がありません',
  'What the model is told:': 'モデルへの指示:',
  'replies of the chat, left out: {n}': '除いた会話の応答: {n} 件',
  'turns in which the user says nothing, left out: {n}': 'ユーザーの発言がないため除いたターン: {n} 件',
  'user lines after the first {most} of a chat, left out: {n}':
    '一つの会話で最初の {most} 件を超えるため除いたユーザーの発言: {n} 件',
  'left out, as it belongs to no turn: line {lines}': 'どのターンにも属さないため除いた行: {lines}',
  'what the model is told is still missing: fill in instruction, or use --persona-of anime-fan':
    'モデルへの指示がまだありません。instruction に書くか、--persona-of anime-fan のように指定してください',
  'what the file itself tells the model, replaced by --persona-of: {n}':
    '--persona-of で置き換えた、ファイルの中のモデルへの指示: {n} 件',

  // promptfoo
  '"{name}" cannot be imported: only files with text, JSON, YAML or CSV can':
    '「{name}」は取り込めません。取り込めるのは、テキスト、JSON、YAML、CSV のファイルだけです',
  'has something other than a name in its braces, which is not filled in here':
    '波括弧の中に変数名以外のものがあります。ここでは展開できません',
  'is not JSON once its variables are filled in': '変数を展開すると JSON ではなくなります',
  'Write {braces} there: a value may have quotation marks.':
    'そこには {braces} と書いてください。値に引用符が含まれることがあります。',
  'variables without a value, which stay as they are: {names}': '値がないため、そのまま残した変数: {names}',
  'names a file outside its folder: {name}': 'フォルダーの外のファイルを指定しています: {name}',
  'Put it into the same folder.': '同じフォルダーに置いてください。',
} as const;
