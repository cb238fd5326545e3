/** What `rate` says, to those who rate. */
export const rate = {
  // Help
  'rate the replies of past runs, or say which of two is better, key by key in the terminal':
    '過去の実行の応答に、端末でキーを押して点を付ける。二つの応答のどちらが良いかも選べる',
  'compare n pairs of replies to the same turn, instead of rating replies one by one; models are not named':
    '応答に一つずつ点を付ける代わりに、同じターンへの応答を n 組比べる。モデル名は表示しない',
  'do not show models, settings, speeds and run folders before the end':
    'モデル、設定、速度、実行のフォルダーを最後まで表示しない',
  'show the models of pairs': '組を比べるときにもモデル名を表示する',
  'who rates; raters are told apart by this name': '評価者の名前。この名前で評価者を区別する',
  'your user name, or anonymous if there is none': 'ユーザー名。なければ anonymous',
  'also ask what the same person has answered before; the new answer replaces the old one':
    '同じ人が前に答えたものも尋ねる。新しい答えで前の答えを置き換える',
  'ask about the first n replies only': '最初の n 件だけを尋ねる',
  'seed of the order in which replies come': '応答を出す順序のシード',

  // Before the first question
  '--blind and --show-names cannot be used together': '--blind と --show-names は同時に指定できません',
  '--who takes a name of 1 to 100 characters': '--who には 1～100 文字の名前を指定してください',
  'there is no reply to rate': '評価できる応答がありません',
  'there are no two replies to compare': '比べられる応答の組がありません',
  'It takes two models, two settings of a model, or two runs, and the same turn of the same scenario.':
    '二つのモデル、一つのモデルの二つの設定、または二つの実行に、同じシナリオの同じターンが必要です。',
  'there is nobody to ask': '答える人がいません',
  '{n} pair': '{n} 組',
  '{n} pairs': '{n} 組',
  '{replies} to rate, as {who}': '評価する{replies}（評価者: {who}）',
  '{pairs} to compare, as {who}': '比べる応答: {pairs}（評価者: {who}）',
  'left out: {what}': '除いたもの: {what}',
  '{n} answered before': '回答済み {n} 件',
  '{pairs} of identical replies': '応答が同じもの {pairs}',
  '--all asks about them again.': '--all を付けると、もう一度尋ねます。',
  'Models are named at the end.': 'モデル名は最後に表示します。',
  'Without a name, nothing can be replaced, and the same is asked again: --who NAME gives you one.':
    '名前がないと、後から答えを置き換えられず、次回も同じ質問が出ます。--who で名前を付けられます。',
  'One answer a line: 1 (bad) to 5 (great), + or - (thumb up or down), n and a note, t and tags with commas, an empty line saves a note alone, 0 withdraws, s skips, b goes back, u shows more of the conversation, q ends.':
    '1 行に一つ答えてください。1（悪い）～ 5（とても良い）、+ か -（良い、悪い）、n の後にメモ、t の後にコンマ区切りのタグ、空行でメモだけを保存、0 で取り消し、s で飛ばす、b で戻る、u で会話をもっと表示、q で終了。',
  'One answer a line: a or b (the better one), = (neither), x (both are bad), n and a note, s skips, z goes back, u shows more of the conversation, q ends.':
    '1 行に一つ答えてください。a か b（良いほう）、=（同じくらい）、x（どちらも悪い）、n の後にメモ、s で飛ばす、z で戻る、u で会話をもっと表示、q で終了。',

  // A question
  '{n} of {all}, {left} left': '{all} 件中 {n} 件目、残り {left} 件',
  '{turns} before this: u shows them': 'この前に {turns}（u で表示）',
  'A and B had different conversations before this: u shows them': 'ここまでの会話は A と B で異なります（u で表示）',
  '{name}: (no reply)': '{name}: （応答なし）',
  'cut off at its token limit': 'トークン数の上限で切れています',
  'ended by the provider': 'プロバイダーが打ち切りました',
  'bad to great': '悪い～とても良い',
  'thumb up, down': '良い、悪い',
  'add a note': 'メモ',
  tags: 'タグ',
  save: '保存',
  keep: 'このまま',
  withdraw: '取り消す',
  skip: '飛ばす',
  back: '戻る',
  'show more': 'もっと表示',
  quit: '終了',
  'note:': 'メモ:',
  'tags:': 'タグ:',

  // Answers
  '{typed} is no answer here': '{typed} という答えはありません',
  'the note is too long': 'メモが長すぎます',
  'these are too many tags, or one of them is too long': 'タグが多すぎるか、長すぎるタグがあります',
  'there is no answer yet': 'まだ答えがありません',
  'there is nothing to withdraw': '取り消すものがありません',
  'this is the first one': 'これが最初です',
  'what was said without a name cannot be replaced; --who NAME gives you one':
    '名前なしの答えは置き換えられません。--who で名前を付けられます',
  '{rating} of 5': '5 点中 {rating} 点',
  'A is better': 'A が良い',
  'B is better': 'B が良い',
  'neither is better': '同じくらい',
  'only a note': 'メモだけ',
  'tags: {tags}': 'タグ: {tags}',
  'your note: {note}': 'メモ: {note}',
  withdrawn: '取り消しました',
  skipped: '飛ばしました',
  kept: 'そのままにしました',

  // At the end
  'That was the last one.': 'これで最後です。',
  'first model': 'モデル 1',
  'second model': 'モデル 2',
  'first better': '1 が良い',
  'second better': '2 が良い',
  'These are too few to say which is better: it may be chance.':
    'どちらが良いかを言うには少なすぎます。偶然かもしれません。',
  'What you said is in {files}.': '答えは {files} に保存しました。',
} as const;
