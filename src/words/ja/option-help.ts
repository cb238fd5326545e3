/** What `--help` says of options. */
export const optionHelp = {
  'write to this file, as UTF-8, what would be printed to stdout; an earlier file is replaced':
    '標準出力の代わりに、このファイルに UTF-8 で書き込む。前のファイルがあれば置き換える',

  // What is played
  'model id, path of a .gguf file, of a folder with such files or of a .yaml entry, glob of ids or of paths, hf:user/repo:quant or ollama:name:tag; NAME=PATH gives it an id; may be repeated':
    'モデルの ID、.gguf ファイルか .yaml 定義かそれらのフォルダーのパス、ID かパスのワイルドカード、hf:user/repo:quant、ollama:name:tag のいずれか。NAME=PATH で ID を付けられる。繰り返し指定できる',
  'the same as --model': '--model と同じ',
  'scenario id, glob of ids, tag:casual, path of a .yaml file or of a character card; may be repeated':
    'シナリオの ID、ID のワイルドカード、tag:casual の形、または .yaml ファイルかキャラクターカードのパス。繰り返し指定できる',
  'what the user says to the character of a card: the user lines of this scenario (id or path), or of a .txt file with one line per turn':
    'カードのキャラクターに対するユーザーの発言。シナリオ（ID かパス）のユーザー発言を使うか、一行に一つの発言を書いた .txt ファイルを指定する',
  "prompt template: id, path of a .hbs file, gguf (the file's own) or gguf:first-user (the same, with the persona in the first user message); overrides the model entry":
    'プロンプトテンプレート。ID、.hbs ファイルのパス、gguf（ファイル内蔵のもの）、gguf:first-user（内蔵のもので、ペルソナを最初のユーザー発言に入れる）のいずれか。モデル定義より優先される',
  'how many times each conversation is played, each time with a different seed':
    '同じ会話を何回行うか。シードは毎回変わる',
  "seed of the run; each turn's seed is derived from it": '実行全体のシード。各ターンのシードはここから決まる',
  'for local models; strict: one conversation at a time, reproducible; fast: several at once, in one batch':
    'ローカルモデル用。strict は会話を一つずつ行い、結果を再現できる。fast は複数の会話を一つのバッチで同時に進める',
  'for local models: conversations at once in fast mode': 'ローカルモデル用。fast で同時に進める会話の数',
  'measured once per machine and file': 'マシンとファイルごとに一度だけ測定',
  'if prompt and reply do not fit the context: fail the conversation, or drop its oldest turns (recorded); the persona is never dropped':
    'プロンプトと応答がコンテキストに収まらないとき、その会話を失敗とするか、古いターンから削るか（記録に残る）。ペルソナは削らない',
  'drop sampling settings that an API does not support, instead of failing; what was sent is recorded':
    'API が対応していないサンプリング設定を、エラーにせずに除く。送った設定は記録に残る',
  'play only conversations whose model/scenario matches this glob, such as "*-q2_K/anime-*"':
    '「モデル/シナリオ」がこのワイルドカードに一致する会話だけを行う。例: "*-q2_K/anime-*"',
  'play only the first n conversations of each model': '各モデルの最初の n 件の会話だけを行う',
  'play only the first n turns of each scenario': '各シナリオの最初の n ターンだけを行う',
  'a sampling setting, such as topK=40, stop=["。","！"] or logitBias={"うん":2}; temperature=0.2,0.7 plays everything with each value; may be repeated':
    'サンプリング設定。例: topK=40、stop=["。","！"]、logitBias={"うん":2}。temperature=0.2,0.7 とすると、すべてをそれぞれの値で行う。繰り返し指定できる',
  'maximum tokens per reply': '応答一つの最大トークン数',
  '256, or what the scenario or the model entry says': '256、またはシナリオかモデル定義の値',
  'stop once the replies of this run have cost this much, at the prices in the model entries':
    '応答の費用がこの額（米ドル）に達したら止める。単価はモデル定義のもの',
  'show what would be played, how much memory it needs and how long it takes; play nothing':
    '会話をせずに、何が行われるか、必要なメモリ、かかる時間を表示する',
  'continue a run: its id or folder; left empty, the latest unfinished run under --out':
    '途中の実行を再開する。実行の ID かフォルダーを指定する。省略すると、--out の下で最後に途中で終わったもの',
  'with --resume: play failed conversations again': '--resume と併用。失敗した会話をやり直す',
  'transcript for a single conversation, otherwise one line per conversation; github in GitHub Actions':
    '会話が 1 件なら transcript、それ以外は会話ごとに 1 行。GitHub Actions では github',
  'where run folders go': '実行の記録を置くフォルダー',
  'one JSON object on stdout, everything else on stderr':
    '標準出力に JSON オブジェクトを一つだけ出す。ほかは標準エラー出力へ',
  'one JSON array on stdout': '標準出力に JSON 配列を一つ出す',
  'one JSON object on stdout': '標準出力に JSON オブジェクトを一つ出す',

  // init
  'ask nothing; without a terminal, nothing is asked either': '何も質問しない。端末でない場合も質問しない',

  // show
  'text; markdown, to be pasted into an issue or a wiki; json, one object on stdout':
    'text、markdown（Issue や wiki に貼るため）、json（標準出力に一つのオブジェクト）',
  'only conversations of this model: id or glob of ids; may be repeated':
    'このモデルの会話だけ。ID か ID のワイルドカード。繰り返し指定できる',
  'only conversations of this scenario: id or glob of ids; may be repeated':
    'このシナリオの会話だけ。ID か ID のワイルドカード。繰り返し指定できる',
  'where run folders are': '実行の記録があるフォルダー',

  // import
  'what the file is: text, a chat with a name before each message; openai, messages as JSON or JSONL; sharegpt; chats of sillytavern, llama-cpp (its web UI), lm-studio, ollama; mt-bench-answers; rp-bench; card, a character card; questions, a question set such as MT-Bench; promptfoo, its config; preset, settings of SillyTavern':
    'ファイルの形式。text は各発言の前に名前のある会話、openai は JSON または JSONL のメッセージ、sharegpt、sillytavern・llama-cpp（Web UI）・lm-studio・ollama はその会話、mt-bench-answers、rp-bench、card はキャラクターカード、questions は MT-Bench などの質問集、promptfoo はその設定ファイル、preset は SillyTavern の設定',
  'found out from the file': 'ファイルから判断',
  'run: a chat becomes a run, to be shown and scored; scenario: a scenario file is made, to be played; template: a preset becomes a prompt template; sampling: a preset becomes sampling settings':
    'run は会話から実行の記録を作り、表示や採点ができるようにする。scenario は、実行に使うシナリオのファイルを作る。template はプリセットからプロンプトテンプレートを、sampling はサンプリング設定を作る',
  'run for a chat, template for a preset, scenario for the rest': '会話は run、プリセットは template、ほかは scenario',
  'for a scenario: what the user says, one line per turn': 'シナリオ用。ユーザーの発言を一行に一つ書いたファイル',
  'for a scenario: who the model plays, in place of what the file says: the persona of this scenario (id or path), or of a character card':
    'シナリオ用。モデルが演じる人物。ファイルの内容の代わりに、このシナリオ（ID かパス）のペルソナか、このキャラクターカードを使う',
  'for a scenario: what the user is called': 'シナリオ用。ユーザーの呼び名',
  'User, or ユーザー in Japanese': 'User。日本語では「ユーザー」',
  "for a scenario: which of the card's greetings begins it; all: a scenario of each":
    'シナリオ用。カードの何番目の挨拶から始めるか。all は挨拶ごとに一つのシナリオを作る',
  'the file, or the folder, that gets a scenario, template or settings; what is there is not replaced':
    'シナリオ、テンプレート、設定を書き込むファイルまたはフォルダー。すでにあるファイルは上書きしない',
  'a single one is printed to stdout': '一つだけなら標準出力に表示',
  'for a run: the scenario that the chat belongs to: id, or path of a .yaml file':
    '実行の記録用。会話が属するシナリオの ID か .yaml ファイルのパス',
  'for a run: a name for the model that wrote the replies':
    '実行の記録用。応答を書いたモデルの名前（自由に付けられる）',
  'the names of the two speakers, as written in the file': '二人の話者の名前。ファイルに書かれているとおりに指定する',
  'known names, those of the persona, or the two that recur':
    '既知の名前、ペルソナの名前、または繰り返し現れる二つの名前',

  // How GGUF files are run
  'where to compute; the device actually used is printed and recorded':
    '計算に使うデバイス。実際に使われたものが表示され、記録される',
  'layers on the GPU: a number, auto or max': 'GPU に載せる層の数。数値、auto、max のいずれか',
  'auto, or what the model entry says': 'auto、またはモデル定義の値',
  'CPU threads': 'CPU スレッド数',
  'measured once per machine and file, then remembered': 'マシンとファイルごとに一度だけ測定し、以後はその値を使う',
  'context size': 'コンテキスト長（トークン数）',
  'what the model entry says, or the context size in training, at most 8192':
    'モデル定義の値、または学習時のコンテキスト長（8192 まで）',
  'with several GPUs: none puts the model on one of them, layer and row spread it over all':
    '複数の GPU があるときの分け方。none は 1 台にモデル全体を載せ、layer と row はすべてに分散する',
  'layer, or what the model entry says': 'layer、またはモデル定義の値',
  'the GPU for --split-mode none, counted from 0': '--split-mode none で使う GPU の番号（0 から）',
  '0, or what the model entry says': '0、またはモデル定義の値',
  'type of the KV cache': 'KV キャッシュの型',
  'flash attention; auto is on where llama.cpp has it for every layer':
    'Flash Attention。auto は llama.cpp がすべての層で使える場合に使う',
  'f16, or what the model entry says': 'f16、またはモデル定義の値',
  'llama.cpp binary; auto uses the one built by npm run build:openmp, if there is one':
    'llama.cpp のバイナリ。auto は npm run build:openmp でビルドしたものがあればそれを使う',
  'a time limit; may be repeated': '時間制限（秒）。繰り返し指定できる',

  // doctor
  'as for eval: id, path, folder, glob, hf:… or ollama:…; may be repeated':
    'eval と同じ。ID、パス、フォルダー、ワイルドカード、hf:…、ollama:…。繰り返し指定できる',
  'every model whose GGUF file is on this machine': 'このマシンに GGUF ファイルがあるモデルすべて',
  'template to examine: id, path of a .hbs file, or gguf': '調べるテンプレート。ID、.hbs ファイルのパス、または gguf',
  'what eval would choose': 'eval が選ぶもの',
  'scenarios whose reference replies are used: id, glob, tag:casual, or path; may be repeated':
    '応答例を使うシナリオ。ID、ワイルドカード、tag:casual の形、またはパス。繰り返し指定できる',
  'anime-fan; with --rank: five built-in ones, then tag:ja': 'anime-fan。--rank では付属の五つ、続いて tag:ja',
  'load the weights and rank all templates by how likely they make the reference replies':
    '重みを読み込み、応答例がどれだけ出やすいかで全テンプレートに順位を付ける',
  'maximum number of conversations for --rank': '--rank で使う会話の最大数',
  'turns per conversation for --rank': '--rank で使う会話ごとのターン数',

  // selftest
  'model id, path of a .gguf file or of a .yaml entry': 'モデルの ID、.gguf ファイルか .yaml 定義のパス',
  'turns played per scenario': 'シナリオごとに行うターン数',
  'conversations at once in the batched part': 'バッチで行う部分で同時に進める会話の数',
  'seed of the sampled conversations': '会話のサンプリングに使うシード',
  'where run folders are; the noise floor goes into noise/ under it':
    '実行の記録があるフォルダー。測ったノイズはその中の noise/ に置かれる',

  // models and prompts
  'folder for the file': 'ファイルを置くフォルダー',
  'scenario whose persona and first turn are rendered': 'ペルソナと最初のターンを出力するシナリオ',
  'a JSON file {system, messages: [{role, content}], user?, char?} to render instead':
    '代わりに出力する会話の JSON ファイル。形は {system, messages: [{role, content}], user?, char?}',
  'a reply to the next turn of the scenario; repeat it to render later turns':
    'シナリオの次のターンへの応答。繰り返し指定すると、その後のターンも出力する',
  'model whose vocabulary is used, and whose own template gguf stands for':
    '語彙を使うモデル。gguf と書くとそのモデル内蔵のテンプレートになる',
  'template id, path of a .hbs file, or gguf': 'テンプレートの ID、.hbs ファイルのパス、または gguf',
  "the model's": 'そのモデルのもの',
  'token ids and pieces instead of text; needs --model':
    '文字列の代わりにトークン ID とその文字列を表示する。--model が必要',
  'only the prompt, without a newline at the end': 'プロンプトだけを、末尾の改行なしで出力する',
  'two stock replies': '定型の応答二つ',
  'model whose own template gguf stands for': 'gguf と書いたときにテンプレートを使うモデル',
  'exit with 1 if this check fails in a larger share of cases than its limit, such as leak.template, length.max=0.05 or register=5%; default limit 0; may be repeated':
    'この検査の不合格の割合が上限を超えたら終了コード 1 で終わる。例: leak.template、length.max=0.05、register=5%。上限の既定値は 0。繰り返し指定できる',
  'only this check: id or glob of ids, such as "length.*"; may be repeated':
    'この検査だけを行う。ID、または "length.*" のようなワイルドカード。繰り返し指定できる',
  'how many failures are listed': '不合格を何件まで表示するか',
  'score by the scenarios as the run recorded them, without a note on later changes':
    '実行時に記録されたシナリオで採点し、その後の変更は知らせない',
  'score by the scenario files as they are now': '今のシナリオファイルで採点する',
  'also report to: github (annotations, and the summary of the job), junit:FILE (JUnit XML); may be repeated':
    '結果の報告先を加える。github（注釈とジョブの概要）、junit:ファイル名（JUnit XML）。繰り返し指定できる',
  'also write every result to this file, as a table for spreadsheets':
    'すべての結果を、表計算ソフト用の表としてこのファイルにも書き出す',
  'do not check the replies at the end; "hitogara score" can do it later':
    '最後に応答を検査しない。後から hitogara score で検査できる',
  'how progress is shown: transcript, tty, plain, jsonl, github or silent; in addition, junit:FILE writes the scores as JUnit XML; may be repeated':
    '進み具合の表示方法。transcript、tty、plain、jsonl、github、silent のいずれか。加えて junit:ファイル名 とすると、採点結果を JUnit XML で書き出す。繰り返し指定できる',
  'human ratings, one JSON object per line; compared with the checks':
    '人による評価。1 行に 1 つの JSON。検査の結果と比べる',
  "ratings.jsonl in the run's folder, if there is one": '実行のフォルダーの ratings.jsonl（あれば）',
} as const;
