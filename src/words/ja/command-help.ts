/** What `--help` says of the program and its commands. */
export const commandHelp = {
  'Plays persona chats on local models through their own prompt templates, and records what was said.':
    'ローカルモデルに、そのモデル本来のプロンプトテンプレートでペルソナとの会話をさせ、発言を記録します。',
  'print the version': 'バージョンを表示',
  'language of help and messages': 'ヘルプとメッセージの言語',
  'what LC_ALL, LC_MESSAGES or LANG says': 'LC_ALL、LC_MESSAGES、LANG に従う',
  '--lang takes one of: {languages}': '--lang に指定できるのは次のいずれかです: {languages}',
  'show help for a command': 'コマンドの使い方を表示',
  'show this help': 'このヘルプを表示',
  'Usage:': '使い方:',
  'Arguments:': '引数:',
  'Options:': 'オプション:',
  'Commands:': 'コマンド:',
  'Examples:': '例:',
  'Exit codes:': '終了コード:',
  'done, or pass': '完了、または合格',
  'a gate failed, or something was found: doctor, selftest, prompts diff, baseline diff, verify':
    'ゲートに不合格、または問題や違いが見つかった（doctor、selftest、prompts diff、baseline diff、verify）',
  'usage or configuration': '使い方か設定の誤り',
  'some conversations failed, or a gate could not be judged': '失敗した会話がある、または判定できないゲートがある',
  'nothing matched': '該当なし',
  'inconclusive: regress': '判定できない: regress',
  'not comparable: regress': '比較できない: regress',
  'internal error': '内部エラー',
  'interrupted by the user': '中断',
  '{help} ({details})': '{help}（{details}）',
  required: '必須',
  option: 'オプション',
  meaning: '意味',
  'default: {value}': '既定値：{value}',

  'begin a project: a scenario, a model that needs no weights, an entry for your own model, a CI workflow':
    'プロジェクトを始める。シナリオ、重みのいらないモデル、自分のモデルの定義、CI ワークフローを作る',
  'play scenarios on models and record the conversations': 'シナリオに沿ってモデルと会話し、記録する',
  'show the conversations of a past run, with its personas, prompt formats and settings':
    '過去の実行の会話を、ペルソナ、プロンプト形式、設定とともに表示する',
  'turn files of other programs (chats, character cards, question sets, presets) into runs, scenarios, templates or settings':
    'ほかのプログラムのファイル（会話、キャラクターカード、質問集、プリセット）から、実行の記録、シナリオ、テンプレート、設定を作る',
  'a chat log or a folder of chat logs, a character card, a question set, a promptfoo config, or a preset':
    '会話のログ（またはそのフォルダー）、キャラクターカード、質問集、promptfoo の設定ファイル、プリセットのいずれか',
  "a run's id, the path of its folder, latest, or latest~1 (default: latest)":
    '実行の ID、そのフォルダーのパス、latest、latest~1 のいずれか（既定値：latest）',
  'where to begin (default: this folder)': '始めるフォルダー（既定値：今のフォルダー）',
  "measure a model's noise floor on this machine: how much replies to the same prompts vary":
    'このマシンでのモデルのノイズ（同じプロンプトへの応答のばらつき）を測る',
  'check whether a model gets the prompt format it was trained on':
    '学習時と同じ形式のプロンプトがモデルに渡るかを診断する',
  'list, inspect, download and verify models': 'モデルの一覧、確認、ダウンロード、検証',
  'list and check scenarios': 'シナリオの一覧と検査',
  'list, show, render and compare prompt templates': 'プロンプトテンプレートの一覧、表示、出力、比較',
  'list every model entry, and where its file is': 'すべてのモデル定義と、そのファイルの場所を一覧にする',
  "show what a model's file says: architecture, size, quantization, template, tokenizer, memory; loads no weights":
    'モデルのファイルの内容（アーキテクチャ、サイズ、量子化、テンプレート、トークナイザー、必要なメモリ）を表示する。重みは読み込まない',
  'id, or path of a .gguf file': 'ID、または .gguf ファイルのパス',
  'download a model; run it again to continue an interrupted download':
    'モデルをダウンロードする。中断したときは、もう一度実行すると続きから始まる',
  "read a model's files again, and compare them with the checksums recorded when they were downloaded; exits with 1 if one differs, with 3 if none is recorded":
    'モデルのファイルを読み直し、ダウンロード時に記録したチェックサムと比べる。違うものがあれば終了コードは 1、記録がなければ 3',
  'id of an entry with an hf: or https: file': 'ファイルが hf: か https: のモデル定義の ID',
  'list every scenario; refs: number of turns with reference replies':
    'すべてのシナリオを一覧にする。refs は応答例のあるターンの数',
  'check scenarios for mistakes': 'シナリオに誤りがないか調べる',
  'ids, globs, paths of files or folders (default: all)':
    'ID、ワイルドカード、ファイルかフォルダーのパス（既定値：すべて）',
  'print the JSON Schema of scenario files': 'シナリオファイルの JSON Schema を出力する',
  'print the JSON Schema of model entries': 'モデル定義の JSON Schema を出力する',
  'print the JSON Schema of the front matter of prompt templates':
    'プロンプトテンプレートの先頭部分の JSON Schema を出力する',
  'list every prompt template': 'すべてのプロンプトテンプレートを一覧にする',
  "show a template's description and its text": 'テンプレートの説明と本文を表示する',
  'id, or path of a .hbs file': 'ID、または .hbs ファイルのパス',
  'print exactly what a model would receive': 'モデルに渡る文字列をそのまま表示する',
  'render one conversation with two templates and show where the prompts differ; exits with 1 if they do':
    '一つの会話を二つのテンプレートで出力し、違う箇所を示す。違いがあれば終了コードは 1',
  'id, path of a .hbs file, or gguf': 'ID、.hbs ファイルのパス、または gguf',
  'the template to compare it with': '比べる相手のテンプレート',
  'check the replies of a past run: length, register, persona, leaks, loops; rates come with their intervals':
    '過去の実行の応答を検査する。長さ、文体、ペルソナ、テンプレートの漏れ、繰り返しなど。割合には信頼区間が付く',
  "runs' ids, paths of their folders, latest, or latest~1 (default: latest)":
    '実行の ID、そのフォルダーのパス、latest、latest~1 のいずれか（既定値：latest）',
} as const;
