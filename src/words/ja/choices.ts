/** What multiple-choice tests say. */
export const choices = {
  '{n} question': '問題 {n} 問',
  '{n} questions': '問題 {n} 問',

  // The command
  'score multiple-choice questions by how likely a model finds each choice, and compare models on them':
    '多肢選択問題を、モデルが各選択肢に与える確率で採点し、モデルどうしを比べる',
  'questions with choices: .jsonl as JCommonsenseQA has them, .csv as JMMLU; or a folder of such files':
    '多肢選択問題のファイル（JCommonsenseQA の形の .jsonl、JMMLU の形の .csv）か、それらのフォルダー',
  'as for eval, but GGUF files only; the first is what the others are compared with; may be repeated':
    'eval と同じ。ただし GGUF ファイルだけ。最初のモデルがほかとの比較の基準になる。繰り返し指定できる',
  'what is scored as the reply; words: the choices are listed, and it is the words of one; letter: its letter; open: its words, without a list':
    '応答として採点するもの。words は選択肢を示してその言葉、letter は選択肢を示してその記号、open は選択肢を示さずにその言葉',
  'how many questions come first with their answers, as turns of the conversation; the same before every question':
    '答えを付けて、会話のターンとして先に見せる例題の数。どの問題の前でも同じものを使う',
  'file with the questions for --shots': '--shots の例題を取るファイル',
  'the questions themselves, which are then not scored': '問題そのものから取り、例題にしたものは採点しない',
  'seed for drawing the examples': '例題を選ぶときのシード',
  'only the first questions of each file': '各ファイルの最初の何問までを使うか',
  all: 'すべて',
  'what the user adds below each question': 'ユーザーの発言で、問題の下に書き足す文',
  'a sentence that asks for the words, or the letter, alone; with open, nothing':
    '言葉だけ、または記号だけで答えるよう頼む文。open ではなし',
  'the system message': 'システムメッセージ',
  'show a record of an earlier test instead of asking; several of the same questions are compared; may be repeated':
    '問題を出さずに、以前のテストの記録を表示する。同じ問題の記録をいくつか指定すると比較する。繰り返し指定できる',
  'go on with a test that was interrupted': '中断したテストを再開する',
  'where run folders are; the record goes into choices/ under it':
    '実行の記録を置くフォルダー。このテストの記録はその下の choices/ に入る',
  '--resume goes on as the test was asked for; only --limit and --json can be given with it':
    '--resume は始めたときの指定のまま再開します。一緒に指定できるのは --limit と --json だけです',
  '--from shows what was recorded; only --json can be given with it':
    '--from は記録を表示するだけです。一緒に指定できるのは --json だけです',
  'no file with questions is named': '問題のファイルが指定されていません',
  'For example: {command}': '例: {command}',
  'no model is named: use --model': 'モデルが指定されていません。--model で指定してください',
  '--examples has no effect without --shots': '--examples は --shots がなければ効果がありません',
  '{name}: {done} of {total} questions': '{name}: {total} 問中 {done} 問',
  'record: {file}': '記録: {file}',
  'interrupted; to go on: {command}': '中断しました。再開するには: {command}',

  // Of files
  'a quotation mark is not closed, or not alone in its cell': '引用符が閉じていないか、セルの途中にあります',
  'has no question': '問題がありません',
  'has fewer than two choices': '選択肢が二つ未満です',
  'Expected "choices", or "choice0", "choice1" and so on, or columns A, B, C.':
    '"choices"、または "choice0"、"choice1" …、または A、B、C の列が必要です。',
  'has more than {n} choices': '選択肢が {n} 個を超えています',
  'choice {letter} is empty': '選択肢 {letter} が空です',
  '"{value}" is none of the {n} choices': '「{value}」は {n} 個の選択肢のどれでもありません',
  'Expected a letter from A to {letter}, or a number from 0 to {n}.':
    'A から {letter} までの文字か、0 から {n} までの数で書いてください。',
  'number of cells: {n}; expected {expected}': 'セルが {n} 個あります。{expected} 個のはずです',
  'Expected the question, its choices, and the letter of the right one, with commas between them.':
    '問題、選択肢、正解の文字をコンマで区切って並べてください。',
  'no question is left to ask: all of them are examples': '出す問題が残っていません。すべて例題になっています',
  '{shots} examples are wanted, and only {n} questions have an answer':
    '例題が {shots} 問必要ですが、答えのある問題は {n} 問だけです',
  'is not a record of a multiple-choice test': '多肢選択テストの記録ではありません',
  'They are in the folder {folder}, one .jsonl file each.':
    '記録は {folder} フォルダーに .jsonl ファイルとしてあります。',
  'the questions are not what they were when this was begun': '問題が、始めたときのものと違います',
  'the model "{model}" is not what it was, or runs otherwise':
    'モデル "{model}" が始めたときのものと違うか、違う条件で動いています',
  'Start again, without --resume.': '--resume を付けずに、初めからやり直してください。',
  '{first} and {other} have different questions, or asked them in different ways':
    '{first} と {other} は、問題か、その出し方が違います',
  'the choices do not begin with the same token of the prompt': '選択肢がプロンプトの同じトークンから始まりません',

  // Results
  'asked with the choices listed; an answer is the words of one of them':
    '選択肢を示して出題。答えは選択肢の言葉そのもの',
  'asked with the choices listed; an answer is the letter of one of them': '選択肢を示して出題。答えは選択肢の記号',
  'asked without showing the choices; an answer is the words of one of them':
    '選択肢を示さずに出題。答えは選択肢の言葉',
  questions: '問題数',
  'right (acc)': '正解 (acc)',
  'per character (acc_norm)': '文字あたり (acc_norm)',
  'per token': 'トークンあたり',
  'by chance': '当てずっぽうなら',
  ties: '同点',
  category: '分野',
  'prompt template {template}': 'プロンプトテンプレート {template}',
  '{done} of {asked} asked': '{asked} 問中 {done} 問まで',
  '{questions} not scored: {reason}': '{questions}は採点対象外: {reason}',
  'the file does not say which choice is right': 'ファイルに正解が書かれていない',
  'does not fit into the context': 'コンテキストに収まらない',
  'the model gave no usable probability': 'モデルの出した確率が使えない値だった',
  'the choices cannot be measured from the same token on': '選択肢を同じトークンから測れない',
  'on average, replies that begin with none of the letters have {share} of the probability':
    '平均すると、どの記号でも始まらない応答の確率が {share} ある',
  'compared with {baseline}; lost: only that one is right, won: only this one':
    '{baseline} との比較。正→誤は基準だけ正解、誤→正はこちらだけ正解',
  points: 'ポイント',
  lost: '正→誤',
  won: '誤→正',
  'answers changed': '答えの変化',
  'no difference shown': '違いは示されなかった',
  'With this many questions, a difference of {points} points is mostly shown, and a smaller one rarely.':
    'この問題数なら {points} ポイントの違いはたいてい示せますが、それより小さい違いはあまり示せません。',
  'With so few questions, no difference can be shown.': 'この問題数では、どんな違いも示せません。',
} as const;
