/** What is said of models: naming and finding them, their files, templates and devices. */
export const models = {
  // Naming
  'has the same id "{id}" as {file}': 'は {file} と同じ ID "{id}" です',
  'Give one of them another name: {option}': 'どちらかに別の名前を付けてください: {option}',
  '"{name}" in --model {selector} cannot be the name of a model':
    '--model {selector} の "{name}" はモデルの名前にできません',
  'Use letters, digits, dots, hyphens and underscores, at most 96.':
    '文字、数字、ピリオド、ハイフン、下線を使い、96 文字以内にしてください。',
  '"{selector}" matches {models}; the name "{name}" is for one':
    '"{selector}" に一致するのは{models}です。名前 "{name}" を付けられるのは一つだけです',
  'a model is named by nothing: the text after --model is empty': 'モデルが指定されていません。--model の後が空です',
  'there is no file or folder {path}': 'ファイルもフォルダーもありません: {path}',
  'no model\'s id matches the glob "{selector}" in {folders}':
    'ワイルドカード "{selector}" に一致する ID のモデルがありません（{folders}）',
  'there is no model "{selector}" in {folders}': 'モデル "{selector}" がありません（{folders}）',
  'The path of a .gguf file or of a .yaml entry works too.': '.gguf ファイルか .yaml 定義のパスも指定できます。',
  'there is no GGUF file in the folder {folder}': 'フォルダー {folder} に GGUF ファイルがありません',
  'Model entries are named by their ids, or by the paths of their .yaml files.':
    'モデル定義は、ID か .yaml ファイルのパスで指定してください。',
  'no .gguf file or .yaml entry matches the glob "{glob}"':
    'ワイルドカード "{glob}" に一致する .gguf ファイルも .yaml 定義もありません',
  'Check the path; * and ? stand for characters within one name.':
    'パスを確かめてください。* と ? は一つの名前の中の文字を表します。',
  '"{selector}" matches {models}; exactly one is needed here':
    '"{selector}" に一致するのは{models}です。ここでは一つだけ指定してください',
  'Name one of {ids}.': '次のどれか一つを指定してください: {ids}',
  'the model "{model}" has no GGUF file: its backend is {backend}':
    'モデル "{model}" に GGUF ファイルはありません。バックエンドは {backend} です',
  '"{file}" does not name a file': '"{file}" はファイルの指定になっていません',
  'Expected hf:user/repo:quant, hf:user/repo/file.gguf, ollama:name:tag or an https:// address.':
    'hf:user/repo:quant、hf:user/repo/file.gguf、ollama:name:tag、https:// のいずれかの形にしてください。',
  'two models have the id "{id}"': '二つのモデルの ID が同じ "{id}" です',

  // Finding files
  '"{file}" could be any of {n} files in {folder}': '"{file}" に当てはまるファイルが {folder} に {n} 個あります',
  'Name one by its path:': '次のどれか一つをパスで指定してください:',
  '{file} is not on this machine': '{file} がこのマシンにありません',
  '{file} is not a regular file: {what}': '{file} は通常のファイルではありません: {what}',
  'it is a folder without a GGUF file': 'GGUF ファイルのないフォルダーです',
  'it is a folder': 'フォルダーです',
  'it is a pipe': 'パイプです',
  'it is a socket': 'ソケットです',
  'it is a device': 'デバイスです',
  'it is a link that leads back to itself': '自分自身に戻ってくるリンクです',
  'it is a link to {target}, which is not there': 'リンク先の {target} がありません',
  'the file of model "{model}" is not on this machine: {file}':
    'モデル "{model}" のファイルがこのマシンにありません: {file}',
  'Looked in:': '探した場所:',
  'Get it with: {command}': '入手するには: {command}',
  'Check the path.': 'パスを確かめてください。',
  'Put the file there, or name another one with "file:" in {entry}.':
    'そこにファイルを置くか、{entry} の "file:" で別のファイルを指定してください。',

  // Loading
  '{file}: the file is incomplete: {what}; download or copy it again':
    '{file}: ファイルが不完全です。{what}。もう一度ダウンロードかコピーをしてください',
  'of its {all} parts, these are missing: {names}': '全 {all} 個のファイルのうち、次のものがありません: {names}',
  'it ends within its header': 'ヘッダーの途中で終わっています',
  '{missing} of {all} are missing': '{all} のうち {missing} が足りません',
  'its parts hold {found} of {all} tensors': '全 {all} 個のテンソルのうち {found} 個しか入っていません',
  '{file}: according to its header, this is part {place} of a model; name the first part instead':
    '{file}: ヘッダーによると、モデルの {place} 番目の部分です。最初の部分を指定してください',
  '{file}: according to its header, this is part {place}; download or copy the parts again':
    '{file}: ヘッダーによると、{place} 番目の部分です。すべての部分をダウンロードかコピーし直してください',
  '{file}: according to its header, this is the first of {all} parts; llama.cpp finds the others only if it is named {own}':
    '{file}: ヘッダーによると、全 {all} 個のうち最初の部分です。名前が {own} でないと、llama.cpp は残りを見つけられません',
  '{file}: not a readable GGUF file ({reason})': '{file}: GGUF ファイルとして読み込めません（{reason}）',
  'it ends after {bytes}': '{bytes} で終わっています',
  'it is not a regular file': '通常のファイルではありません',
  'it does not start with "GGUF"': '先頭が "GGUF" ではありません',
  'it claims {n} entries but has {size} bytes': '{n} 項目あるはずなのに {size} バイトしかありません',
  'it claims {n} tensors': 'テンソルが {n} 個あることになっています',
  'it claims {n} keys': 'キーが {n} 個あることになっています',
  'GGUF version 1, which llama.cpp no longer reads': 'llama.cpp が対応をやめた GGUF バージョン 1 です',
  'GGUF version {version}, which this llama.cpp is too old for':
    'この llama.cpp より新しい GGUF バージョン {version} です',
  'it is big-endian, made for another kind of processor':
    '別の種類のプロセッサ向けの、ビッグエンディアンのファイルです',
  'its header is larger than that of any model': 'ヘッダーがどのモデルよりも大きくなっています',
  'its alignment of {n} is no power of two': 'アラインメント {n} が 2 の累乗ではありません',
  'a key of {n} bytes in its metadata': 'メタデータに {n} バイトのキーがあります',
  'the key "{key}" stands in it twice': 'キー "{key}" が二回出てきます',
  'the key "{key}" holds lists in a list': 'キー "{key}" がリストのリストになっています',
  'the key "{key}" has the unknown type {type}': 'キー "{key}" の型 {type} は未知のものです',
  'the text of the key "{key}" has {n} bytes': 'キー "{key}" の文字列が {n} バイトあります',
  'the tensor "{name}" stands in it twice': 'テンソル "{name}" が二回出てきます',
  'the tensor "{name}" has {n} dimensions': 'テンソル "{name}" に次元が {n} あります',
  'the tensor "{name}" has rows of {n} values, which its type cannot hold':
    'テンソル "{name}" の行の長さ {n} は、その型では扱えません',
  'the data of the tensor "{name}" is at {offset}, not at {expected}':
    'テンソル "{name}" のデータの位置が {expected} ではなく {offset} になっています',
  'the tensor "{name}" is larger than any file': 'テンソル "{name}" がどのファイルよりも大きくなっています',
  'the name of a tensor has {n} bytes': 'テンソルの名前が {n} バイトあります',
  '{file}: not a GGUF file of a model (it names no architecture)':
    '{file}: モデルの GGUF ファイルではありません（アーキテクチャの名前がありません）',
  '--gpu auto: {gpu} was left out: {reason}': '--gpu auto: {gpu} は使いません: {reason}',
  '--gpu {asked}: one of the builds for {gpu} was left out: {reason}':
    '--gpu {asked}: {gpu} 用のビルドのうち一つは使いません: {reason}',
  '{file}: {reason} while loading': '{file}: 読み込み中に失敗しました: {reason}',
  '{file}: {reason} while loading with --gpu {gpu}; {advice}':
    '{file}: --gpu {gpu} での読み込み中に失敗しました: {reason}。{advice}',
  'a newer driver, --gpu vulkan or --gpu off may help': '新しいドライバー、--gpu vulkan、--gpu off を試してください',
  'a newer driver, a build for this card (npm run build:cuda), --gpu vulkan or --gpu off may help':
    '新しいドライバー、このカード用のビルド（npm run build:cuda）、--gpu vulkan、--gpu off を試してください',
  'a newer driver or --gpu off may help': '新しいドライバーか --gpu off を試してください',
  '{file}: no context of {size} tokens could be created': '{file}: {size} トークンのコンテキストを作れませんでした',
  '{file}: no {n} contexts of {size} tokens could be created':
    '{file}: {size} トークンのコンテキストを {n} 個作れませんでした',
  'llama.cpp could not evaluate a batch (code {code})': 'llama.cpp がバッチを評価できませんでした（コード {code}）',
  'logitBias: {text} is {n} tokens in this vocabulary, not one':
    'logitBias: {text} はこの語彙では 1 トークンではなく {n} トークンです',
  '{file}: its header is invalid ({reason})': '{file}: ヘッダーが不正です（{reason}）',
  '{n} layers; llama.cpp takes 1 to {most}': '層が {n} あります。llama.cpp が扱えるのは 1 から {most} までです',
  '{n} of {all} layers predict several tokens': '{all} 層のうち {n} 層が複数トークンの予測用です',
  'no attention heads': 'アテンションのヘッドがありません',
  '{n} experts; llama.cpp takes up to {most}': 'エキスパートが {n} あります。llama.cpp が扱えるのは {most} までです',
  'this llama.cpp does not know the tensor type {type}': 'この llama.cpp はテンソルの型 {type} に対応していません',
  '{n} of {all} experts used': '{all} のエキスパートのうち {n} を使うことになっています',
  '{used} of {n} groups of {experts} experts used':
    'エキスパート {experts} の {n} グループのうち {used} を使うことになっています',
  '{file}: llama.cpp {release} does not support the architecture "{name}"':
    '{file}: llama.cpp {release} はアーキテクチャ "{name}" に対応していません',
  '{file}: cannot be read ({reason})': '{file}: 読み込めません（{reason}）',
  '{file}: cannot be written ({reason})': '{file}: 書き込めません（{reason}）',
  '{file} ends too early': '{file} が途中で終わっています',
  '{file} has {bytes} bytes, which are not {rows} rows for a vocabulary of {size}':
    '{file} は {bytes} バイトで、語彙数 {size} の {rows} 行分と合いません',
  'the file holds the logits of another reply': 'ファイルに入っているのは別の応答のロジットです',
  'the reference has other tokens for this reply': '基準モデルでは、この応答が別のトークンに分かれています',
  "the reference's likeliest tokens are not of this reply": '基準モデルの上位トークンが、この応答のものではありません',
  'these labels cannot be used: {why}': 'このラベルは使えません: {why}',
  'the evaluation was aborted': '評価は中断されました',
  'there are none': 'ラベルがありません',
  '"{text}" is no token': '「{text}」はトークンになりません',
  '"{text}" changes the last token of the prompt': '「{text}」を付けるとプロンプトの最後のトークンが変わります',
  '"{first}" and "{text}" are the same tokens': '「{first}」と「{text}」は同じトークン列です',
  'a label has no probability after an empty prompt': '空のプロンプトの後では、ラベルの確率は求められません',
  'a reply has no probability after an empty prompt': '空のプロンプトの後では、応答の確率は求められません',
  'prompt and reply are {n} tokens; the context has {size}':
    'プロンプトと応答で {n} トークンになります。コンテキストは {size} です',
  'a thread for sampling does not start': 'サンプリング用のスレッドが起動しません',
  'the model process could not be started: {reason}': 'モデルのプロセスを起動できませんでした: {reason}',
  'the model process was killed by {how}': 'モデルのプロセスが強制終了されました: {how}',
  'the model process exited with code {how}': 'モデルのプロセスが終了コード {how} で異常終了しました',
  'this CPU lacks an instruction that this build of llama.cpp uses; use --engine prebuilt, or build it here with npm run build:openmp':
    'この CPU には、この llama.cpp のビルドが使う命令がありません。--engine prebuilt を指定するか、npm run build:openmp でこの環境向けにビルドしてください',
  'a DLL is missing; install the latest Microsoft Visual C++ Redistributable (https://learn.microsoft.com/cpp/windows/latest-supported-vc-redist)':
    'DLL が足りません。最新の Microsoft Visual C++ 再頒布可能パッケージをインストールしてください（https://learn.microsoft.com/cpp/windows/latest-supported-vc-redist）',
  'the machine has no memory left; close other programs, or lower --context or --parallel':
    'メモリが残っていません。他のプログラムを終了するか、--context か --parallel を小さくしてください',
  'a file that it reads has become shorter, or its disk has failed':
    '読んでいるファイルが短くなったか、ディスクに障害が起きました',
  'it ended itself after an error': 'エラーのため、プロセス自身が終了しました',
  'it was ended from outside': '外から終了させられました',
  'access violation; a newer driver or --gpu off may help':
    'アクセス違反です。新しいドライバーか --gpu off で解決するかもしれません',
  'a DLL is for another kind of CPU; install the packages for this machine again':
    '別の種類の CPU 向けの DLL が使われています。このマシン向けのパッケージをインストールし直してください',
  'integer division by zero': '整数のゼロ除算',
  'stack overflow': 'スタックオーバーフロー',
  'heap corruption': 'ヒープの破損',
  'Ctrl-C, or its console was closed': 'Ctrl-C が押されたか、コンソールが閉じられました',
  'an exception in C++ that nobody caught': '捕捉されない C++ の例外が発生しました',
  'the model process was started again, and runs otherwise than before: {first}; now {second}':
    'モデルのプロセスを起動し直しましたが、前と同じ条件では動きません（前: {first}、今: {second}）',
  'this run began on {device} with {layers} layers on the GPU, and keeps that: free memory there, or start a new run ({reason})':
    'この実行は {device}、GPU 上のレイヤー {layers} で始まっていて、途中では変えられません。GPU のメモリを空けるか、新しく実行してください（{reason}）',
  '{device}, {layers} layers on the GPU': '{device}、GPU 上のレイヤー {layers}',
  '{file} did not load within {seconds} s': '{file} を {seconds} 秒以内に読み込めませんでした',
  'the reply did not finish within {seconds} s': '応答が {seconds} 秒以内に終わりませんでした',
  'the reply was not evaluated within {seconds} s': '応答を {seconds} 秒以内に評価できませんでした',
  'the model process did not {what} within {seconds} s and was killed':
    'モデルのプロセスが {seconds} 秒以内に{what}ため、終了させました',
  stop: '止まらなかった',
  'generate a first token': '最初のトークンを生成しなかった',
  respond: '反応しなかった',
  'evaluate a batch': 'バッチを評価しなかった',
  'inspect the file': 'ファイルを調べ終えなかった',
  'say how much memory it has': 'メモリ使用量を答えなかった',
  tokenize: 'トークン化を終えなかった',
  'start a conversation': '会話を始めなかった',
  'end a conversation': '会話を終えなかった',
  'prompt ({prompt} tokens) and reply (up to {reply}) need {needed} tokens; the context has {size}':
    'プロンプト（{prompt} トークン）と応答（最大 {reply}）に {needed} トークン必要ですが、コンテキスト長は {size} です',
  'the context filled up in the middle of a reply': '応答の途中でコンテキストがいっぱいになりました',

  'weights ({weights}) and context ({context}) need more than the {free} of free memory':
    '重み（{weights}）とコンテキスト（{context}）が、空きメモリ {free} に収まりません',
  'weights ({weights}) and context ({context}) need more than the {free} of free memory: parts of the file will be read again and again':
    '重み（{weights}）とコンテキスト（{context}）が空きメモリ {free} に収まらないため、ファイルの一部を何度も読み直すことになります',
  'a context of {size} tokens needs {needed}, but only {free} is free; lower --context':
    'コンテキスト長 {size} に {needed} 必要ですが、空きは {free} しかありません。--context を小さくしてください',
  '{n} contexts of {size} tokens need {needed}, but only {free} is free; lower --parallel or --context':
    'コンテキスト長 {size} × {n} に {needed} 必要ですが、空きは {free} しかありません。--parallel か --context を小さくしてください',

  'what a context of the architecture "{name}" needs in memory is not known, so it was not checked':
    'アーキテクチャ "{name}" のコンテキストに必要なメモリ量は見積もれないため、確認していません',

  // Devices
  '--gpu off and --gpu-layers {n} cannot be used together': '--gpu off と --gpu-layers {n} は併用できません',
  'Drop one of them: with --gpu off, all layers are on the CPU.':
    'どちらかを外してください。--gpu off では、すべての層が CPU に載ります。',
  '--gpu {gpu} is not possible: no {name} device was found; check the driver, or use --gpu auto or --gpu off':
    '--gpu {gpu} は使えません。{name} のデバイスが見つかりません。ドライバーを確かめるか、--gpu auto または --gpu off を使ってください',
  '--gpu {gpu} is not possible: the {name} build of llama.cpp does not load, because a driver or a library is missing; install it, or use --gpu auto or --gpu off':
    '--gpu {gpu} は使えません。ドライバーかライブラリがないため、llama.cpp の {name} 用ビルドを読み込めません。インストールするか、--gpu auto または --gpu off を使ってください',
  '--gpu {gpu} is not possible: the package with the {name} build of llama.cpp is not installed; see "Install" in the README, or use --gpu auto or --gpu off':
    '--gpu {gpu} は使えません。llama.cpp の {name} 用ビルドのパッケージが入っていません。README の "Install" を見るか、--gpu auto または --gpu off を使ってください',
  'there is no local OpenMP build on this machine; build it with: {command}':
    'このマシンに OpenMP のビルドがありません。ビルドするには: {command}',
  'llama.cpp cannot be called on this machine: koffi does not load ({reason}); install koffi and the package @koromix/koffi-… for this machine again, see "Install" in the README':
    'このマシンでは llama.cpp を呼び出せません。koffi を読み込めないためです（{reason}）。koffi と、このマシン用のパッケージ @koromix/koffi-… を入れ直してください。README の "Install" も見てください',
  'llama.cpp is not installed for this machine: there is no package @node-llama-cpp/{machine}; see "Install" in the README':
    'このマシン向けの llama.cpp がインストールされていません。パッケージ @node-llama-cpp/{machine} がありません。README の "Install" を見てください',
  'the build of llama.cpp in {folder} is not whole; install the packages again':
    '{folder} にある llama.cpp のビルドには足りないファイルがあります。パッケージをインストールし直してください',
  '{file} is there, but the system does not load it ({reason}); {remedy}':
    '{file} はありますが、システムが読み込めません（{reason}）。{remedy}',
  'install the latest Microsoft Visual C++ Redistributable (https://learn.microsoft.com/cpp/windows/latest-supported-vc-redist)':
    '最新の Microsoft Visual C++ 再頒布可能パッケージをインストールしてください（https://learn.microsoft.com/cpp/windows/latest-supported-vc-redist）',
  'install the library that is missing, such as libstdc++6 or libgomp1 on Debian and Ubuntu':
    '足りないライブラリーをインストールしてください（Debian や Ubuntu では libstdc++6、libgomp1 など）',
  'if macOS holds it back because it was downloaded, allow it with: {command}':
    'ダウンロードしたものとして macOS が止めている場合は、次のコマンドで許可してください: {command}',
  'llama.cpp in {folder} is not the one this program was made for ({what} is {found}, not {expected}): install the packages again, or, if you changed the version of node-llama-cpp, run npm run derive:abi':
    '{folder} の llama.cpp は、このプログラムが対応しているものと違います（{what} が {expected} ではなく {found}）。パッケージを入れ直してください。node-llama-cpp のバージョンを変えた場合は npm run derive:abi を実行してください',
  'the local build of llama.cpp in {folder} is not the one this program was made for ({what} is {found}, not {expected}): build it again with npm run build:openmp, or use --engine prebuilt':
    '{folder} のローカルビルドの llama.cpp は、このプログラムが対応しているものと違います（{what} が {expected} ではなく {found}）。npm run build:openmp でビルドし直すか、--engine prebuilt を使ってください',
  '{file}: no layer fits into the free memory of the GPU; use --gpu off, or lower --context':
    '{file}: GPU の空きメモリに一層も載りません。--gpu off を使うか、--context を小さくしてください',
  'has an effect only with splitMode: none': 'splitMode: none のときだけ有効です',
  '--main-gpu {n} has an effect only with --split-mode none':
    '--main-gpu {n} は --split-mode none と一緒に指定したときだけ有効です',
  'With --split-mode none, that GPU holds the whole model; otherwise its layers are spread over all GPUs.':
    '--split-mode none ではその GPU にモデル全体が載ります。それ以外ではすべての GPU に分散します。',
  '--gpu off and --main-gpu {n} cannot be used together': '--gpu off と --main-gpu {n} は同時に使えません',
  'there is no GPU {n}: llama.cpp finds none': 'GPU {n} がありません。llama.cpp は GPU を見つけられませんでした',
  'there is no GPU {n}: llama.cpp finds {list}': 'GPU {n} がありません。llama.cpp が見つけた GPU: {list}',
  '{n}: {name} ({free} of {total} free)': '{n}: {name}（空き {free} / {total}）',
  '--split-mode row is not possible: this llama.cpp cannot split rows on {name}; use layer':
    '--split-mode row は使えません。この llama.cpp は {name} で行単位に分割できません。layer を使ってください',
  'gpuLayers {n} has no effect: no GPU was found, so all layers are on the CPU':
    'gpuLayers {n} に効果はありません。GPU が見つからないため、すべての層が CPU に載っています',

  // Templates
  "the file's own": 'ファイル内蔵',
  'named with --prompt': '--prompt で指定',
  'named in the model entry': 'モデル定義で指定',
  "the backend's default": 'バックエンドの既定',
  '{file} has no chat template inside; {obstacle}': '{file} にチャットテンプレートが内蔵されていません。{obstacle}',
  '{template} needs one': '{template} には内蔵のテンプレートが必要です',
  'Most likely:': '有力な候補:',
  'Name one with --prompt, such as --prompt {template}.': '--prompt で指定してください。例: --prompt {template}',
  'Name one with --prompt, such as --prompt {template}, or with "prompt:" in {entry}.':
    '--prompt（例: --prompt {template}）か、{entry} の "prompt:" で指定してください。',
  'To measure which fits best: {command}': 'どれが最も合うかを測るには: {command}',
  'To see them all: {command}': 'すべて見るには: {command}',
  '{why}; sources disagree on its format': '{why}。形式については資料が一致していません',
  "{why}; its base model's format": '{why}。元になったモデルの形式です',
  '{why}; a base model without a format of its own': '{why}。独自の形式のないベースモデルです',
  'none was named, and its names do not clearly belong to one family':
    'テンプレートの指定もなく、名前からも系列が一つに決まりません',
  '{why}, which cannot chat': '{why}が、会話できないモデルです',
  '{why}, whose format is a guess': '{why}が、その形式は推測です',
  '{why}, whose format is not known': '{why}が、その形式は分かりません',
  '{problem} ({note})': '{problem}（{note}）',
  '{name} is a name of {family}': '{name} は {family} の名前です',
  '{name} has {words} in common with {family}': '{name} は {family} と {words} が共通しています',
  '{why}, though its architecture is {architecture}': '{why}（ただしアーキテクチャは {architecture}）',
  'its vocabulary has {tokens}': '語彙に {tokens} があります',
  'common among models of the architecture {architecture}': 'アーキテクチャ {architecture} のモデルに多い形式です',
  common: '多く使われる形式です',
  'the prompt template "{template}" is for chat APIs; a GGUF file needs one of kind text':
    'プロンプトテンプレート "{template}" はチャット API 用です。GGUF ファイルには kind: text のものが必要です',
  'the chat template inside {file} failed: {reason}': '{file} 内蔵のチャットテンプレートが失敗しました: {reason}',
  'the chat template inside {file} {what} within {seconds} s':
    '{file} 内蔵のチャットテンプレートが {seconds} 秒以内に{what}',
  'could not be started': '起動できませんでした',
  'could not be parsed': '解析できませんでした',
  'did not finish': '終わりませんでした',
  'there is no prompt template "{selector}" in {folders}':
    'プロンプトテンプレート "{selector}" がありません（{folders}）',
  'A path to a .hbs file works too.': '.hbs ファイルのパスも指定できます。',
  '"{name}" is the name of the template inside a model\'s own file and cannot be used for another':
    '"{name}" はモデルのファイル内蔵のテンプレートを指す名前なので、ほかのものには使えません',
  'Rename the file.': 'ファイルの名前を変えてください。',
  'a prompt template must start with YAML front matter between two lines of ---':
    'プロンプトテンプレートは、二つの --- の行で囲んだ YAML のフロントマターで始めてください',
  'the template cannot be parsed: {reason}': 'テンプレートを解析できません: {reason}',
  '{closing} does not close {opening}': '{opening} が {closing} で閉じられています',
  'it ends within a block or a tag that is not closed': '閉じていないブロックかタグの途中で終わっています',
  'a tag is not closed, or has a character that does not belong there':
    'タグが閉じていないか、使えない文字が含まれています',
  'this tag does not belong here': 'このタグはここでは使えません',
  'unknown helper "{name}"': 'ヘルパー "{name}" はありません',
  '{what} is not allowed in a prompt template': '{what} はプロンプトテンプレートでは使えません',
  'unknown block "{name}"': 'ブロック "{name}" はありません',
  '{block} takes one variable': '{block} には変数を一つ指定してください',
  'only variables are allowed here, not "{text}"': 'ここで使えるのは変数だけです: "{text}"',
  '"{text}" leads out of the template: this place is in no loop':
    '"{text}" はテンプレートの外を指しています。ここはループの中ではありません',
  '"{text}" leads out of the template: this place is only {n} deep':
    '"{text}" はテンプレートの外を指しています。ここの深さは {n} です',
  'unknown variable "{name}"': '変数 "{name}" はありません',
  'Known here: {names}.': 'ここで使えるもの: {names}',

  // Locks and runs
  'the lock cannot be created: {reason}': 'ロックを作れません: {reason}',
  'another process is just starting on this run, or was killed while starting':
    '別のプロセスがこの実行を始めているところか、始めている途中で強制終了されました',
  'If no such process is running, delete this file and try again.':
    'そのようなプロセスが動いていなければ、このファイルを削除してやり直してください。',
  'not a lock file of this program': 'このプログラムのロックファイルではありません',
  'Find out what it is, and move it away.': '何のファイルか確かめて、ほかの場所へ移してください。',
  "a process on another machine or in another container ({host}, {process}) holds this run's lock":
    '別のマシンかコンテナーのプロセス（{host}、{process}）が、この実行のロックを持っています',
  'If that process has ended, delete this file and try again.':
    'そのプロセスが終わっていれば、このファイルを削除してやり直してください。',
  'process {process} is already playing this run': 'プロセス {process} がすでにこの実行を行っています',
  'whether another process is still playing this run cannot be known here':
    'この実行が別のプロセスでまだ続いているかどうか、ここではわかりません',
  'If no other hitogara is at work here, delete this file and try again.':
    'ほかに hitogara が動いていなければ、このファイルを削除してからもう一度試してください。',
  'Wait for it to finish, or end it.': '終わるのを待つか、終了させてください。',
  'there is no run in {folder}': '{folder} に実行の記録がありません',
  'latest~{n}: {folder} has only {runs}': 'latest~{n}: {folder} にある実行は {runs}だけです',
  'Name another folder of runs with --out DIR.': '実行の記録がある別のフォルダーを --out DIR で指定してください。',
  'there is no run "{run}" in {folder}': '実行 "{run}" が {folder} にありません',
} as const;
