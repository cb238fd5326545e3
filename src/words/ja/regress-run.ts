// Checking for regressions: what is asked for, and what is said while it runs.

export const regressRun = {
  'say whether a quantized model, or other settings, made a model worse, with the evidence':
    '量子化や設定の変更でモデルが悪くなったかどうかを、根拠とともに示す',
  'the model that others are compared with, such as the F16 file: id, path, NAME=PATH, hf:user/repo:quant or ollama:name:tag':
    '比較の基準にするモデル（たとえば F16 のファイル）。ID、パス、名前=パス、hf:user/repo:quant、ollama:name:tag',
  'a model to be compared with it, named in the same way; globs work too; may be repeated':
    '基準と比べるモデル。指定のしかたは同じで、グロブも使える。複数指定可',
  'run the candidates otherwise than the reference on purpose: kvType, flashAttention, gpu, engine, threads, context or prompt; without --candidate, the reference itself is the candidate; may be repeated':
    '比べる側だけ設定を変える: kvType、flashAttention、gpu、engine、threads、context、prompt。--candidate がなければ基準のモデル自身と比べる。複数指定可',
  'how much is played and measured: smoke (8 scenarios, one sample), standard (20, three samples) or thorough (40)':
    '会話と測定の量: smoke（8 シナリオ、1 回）、standard（20、3 回）、thorough（40）',
  'as many of the project as the preset says': 'プリセットの数だけ、プロジェクトのシナリオを使う',
  'what the preset says': 'プリセットの値',
  'how often each scenario is played, with other seeds': '各シナリオをシードを変えて行う回数',
  "how many tokens of the reference's replies are measured at most": '測定する基準モデルの応答のトークン数の上限',
  'a worsening below this share, such as 0.1 or 10%, is accepted':
    'この割合（0.1 や 10% など）より小さい悪化は許容する',
  'what decides instead of the usual metrics: one of them (length, register, persona, leak, loop, language, ending, repetition) or a check, such as words.forbidden; may be repeated':
    '通常の指標の代わりに判定に使うもの: 指標名（length、register、persona、leak、loop、language、ending、repetition）か、words.forbidden などのチェック。複数指定可',
  'compare although this differs, such as template or engineBuild; what was compared is said; may be repeated':
    'template や engineBuild など、この項目が違っていても比べる。何を比べたかは結果に示す。複数指定可',
  "measure a lower bound of the divergence from the reference's 64 likeliest tokens, instead of all of it; takes no room on the disk":
    '語彙全体ではなく基準モデルの上位 64 トークンから、ダイバージェンスの下限を測る。ディスクの空きは要らない',
  'a mean KL divergence beyond this is a regression': '平均 KL ダイバージェンスがこれを超えたら悪化とみなす',
  'it never decides': '判定には使わない',
  'a smaller share of places with the same likeliest token is a regression':
    '最上位のトークンが一致する割合がこれより小さければ悪化とみなす',
  'a sampling setting for all models, such as temperature=0.7; may be repeated':
    'すべてのモデルのサンプリング設定（temperature=0.7 など）。複数指定可',
  'strict plays one conversation at a time; fast plays several at once, faster, and with replies that depend on how many':
    'strict は会話を 1 件ずつ行う。fast は同時に行うので速いが、応答は同時の件数によって変わる',
  'continue an unfinished check: its run, or the latest': '途中の検査を続ける。実行 ID、省略すると最新のもの',
  'only say what would be played, and what it could detect': '行う内容と、検出できる差だけを示す',
  'also report to: github (annotations, and the summary of the job), junit:FILE (JUnit XML), markdown:FILE (a table for a model card); may be repeated':
    '追加の出力先: github（注釈とジョブのまとめ）、junit:ファイル（JUnit XML）、markdown:ファイル（モデルカード用の表）。複数指定可',
  'expected github, junit:FILE or markdown:FILE':
    'github、junit:ファイル、markdown:ファイル のいずれかを指定してください',
  'expected a share such as 0.1 or 10%': '0.1 や 10% のような割合を指定してください',
  'expected a number above 0': '0 より大きい数を指定してください',
  '--candidate is missing: a model to be compared with the reference':
    '--candidate がありません。基準と比べるモデルを指定してください',
  'For the same weights in another way, use --vary, as in --vary kvType=q8_0.':
    '同じ重みを別の設定で比べるには --vary を使います（例: --vary kvType=q8_0）。',
  '--candidate {name}: there is no such model': '--candidate {name}: そのようなモデルはありません',
  '--vary {name}: there is no such field': '--vary {name}: そのような項目はありません',
  '--vary {name}={value}: there is no such value': '--vary {name}={value}: そのような値はありません',
  '--vary {text}: expected a field, = and a value': '--vary {text}: 「項目=値」の形で指定してください',
  '--allow {name}: there is no such field': '--allow {name}: そのような項目はありません',
  '--gate {name}: there is no such metric or check': '--gate {name}: そのような指標やチェックはありません',
  '--set may name one value of each setting here: regress plays one variant':
    'ここでは --set の値は一つずつです。regress は 1 通りの設定で行います',
  '{model}: measured {done} of {total} replies': '{model}: 応答 {total} 件のうち {done} 件を測定しました',
  'there is no unfinished check for regressions in {folder}': '{folder} に途中の検査はありません',
  'run {run} is no check for regressions': '実行 {run} は regress の検査ではありません',
  '{candidate} cannot be compared with {reference}: {fields}': '{candidate} と {reference} は比べられません: {fields}',
  'the reference could not be played: {reason}': '基準モデルで会話を行えませんでした: {reason}',
  '--resume goes on as the check was asked for; only --out, --limit, --reporter and --json can be given with it':
    '--resume は検査を始めたときの条件で続けます。一緒に指定できるのは --out、--limit、--reporter、--json だけです',
  '{field} ({reference}; {candidate})': '{field}（{reference} と {candidate}）',
  'Compare all the same with --allow {fields}.': 'それでも比べるには --allow {fields} を指定します。',
  'the rows of logits for exact divergences need {needed} on the disk of {folder}, where {free} is free; use --bound, or name another folder with --out DIR':
    '正確なダイバージェンスを測るロジットのために {folder} のディスクに {needed} 必要ですが、空きは {free} です。--bound を使うか、--out で別のフォルダを指定してください',
} as const;
