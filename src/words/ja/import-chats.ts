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
  'is nested more than {n} deep, which is the most that is read': '入れ子が深すぎます（読み取れる上限は {n} 段）',
  'is too large for one value of JSON, or is broken: what it is cannot be seen':
    '一つの JSON としては大きすぎるか壊れているため、何のファイルか分かりません',
  'Name its format with --as.': '--as で形式を指定してください。',
  'notes of this kind besides these: {n}': '同じ種類の、ほかの注記: {n}',
  'other versions of replies, left out: {n}': '応答の別バージョン {n} 件を除きました',
  'other versions of replies, left out: {n}; with --swipes, those of the last reply ({last}) become samples':
    '応答の別バージョン {n} 件を除きました。--swipes を付けると、最後の応答の別バージョン（{last} 件）もサンプルになります',
  'other versions of earlier replies, left out: {n}': '途中の応答の別バージョン {n} 件を除きました',
  'other versions of a last reply, each imported as a sample of its own: {n}':
    '最後の応答の別バージョン {n} 件を、それぞれ一つのサンプルとして取り込みました',
  'for a run of mt-bench-answers: the question file': 'mt-bench-answers の取り込み用。質問のファイル',
  'question.jsonl, beside the answers or in the folder above':
    '応答のファイルと同じフォルダーか、一つ上のフォルダーの question.jsonl',
  'the message "{id}" comes before itself': 'メッセージ「{id}」が自分自身より前に来ています',
  'is encrypted; export it without encryption': '暗号化されています。暗号化せずに書き出してください',
  'line {line}: attachments, left out: {n}': '{line} 行目: 添付 {n} 件を除きました',
  'has only replies: what the user says is in the question file':
    '応答しかありません。ユーザーの発言は質問のファイルにあります',
  'Name it with --questions FILE, or put it into the same folder as question.jsonl.':
    '--questions FILE で指定するか、question.jsonl という名前で同じフォルダーに置いてください。',
  '--questions is only for --as mt-bench-answers': '--questions は --as mt-bench-answers でだけ使えます',
  '{file} has no question {id}': '{file} に質問 {id} がありません',
  'Name another question file with --questions FILE.': '別の質問ファイルは --questions FILE で指定してください。',
  '{n} replies to the {questions} turns of question {id}':
    '質問 {id} は {questions} ターンなのに、応答が {n} 件あります',
  'expected MESSAGE user, MESSAGE assistant or MESSAGE system':
    'MESSAGE user、MESSAGE assistant、MESSAGE system のどれかが必要です',
  'is not a Modelfile: this line begins with none of its commands':
    'Modelfile ではありません。この行はどの命令でも始まっていません',
  'It is made by: ollama show --modelfile NAME': '作り方: ollama show --modelfile NAME',
  'the quotation that begins here has no end': 'ここで始まる引用符が閉じていません',
  'Expected what the web UI of llama.cpp exports: "conv" and "messages", or a line with "type": "session".':
    'llama.cpp の Web UI が書き出す "conv" と "messages"、または "type": "session" の行が必要です。',
  'Expected a .conversation.json file: "messages" with "versions".':
    '"versions" のある "messages" を持つ .conversation.json ファイルが必要です。',
  'Expected one answer a line, with "question_id" and "choices".':
    '"question_id" と "choices" のある応答が一行に一つずつ必要です。',
  'Expected one conversation a line, with "conversation_history".':
    '"conversation_history" のある会話が一行に一つずつ必要です。',
  'the log names the model: {names}': 'ログにあるモデルの名前: {names}',
  'files in which nobody answers, left out: {n} (first {file})':
    '応答のないファイル {n} 件を除きました（最初は {file}）',
  'for a run: other versions of the last reply (swipes, regenerated replies) become samples too':
    '実行の記録用。最後の応答の別バージョン（スワイプや再生成）もサンプルにする',
} as const;
