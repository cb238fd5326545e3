/** What is said of backends, servers and single replies. */
export const replies = {
  // Servers
  'is missing: the environment variable with the key for this server':
    'がありません。このサーバーのキーが入った環境変数の名前を指定してください',
  'Only a server on this machine can do without. If another server needs no key, name a variable that holds any text.':
    'なくてもよいのは、このマシン上のサーバーだけです。ほかのサーバーでキーが不要な場合は、何か文字列の入った変数を指定してください。',
  'the environment variable {name} contains characters that cannot be part of a key':
    '環境変数 {name} に、キーには使えない文字が含まれています',
  'A key is one word of ASCII letters, digits and symbols. Check for something else in it, such as a space or a line break.':
    'キーは ASCII の英数字と記号だけでできた一語です。空白や改行などが混ざっていないか確かめてください。',
  'the model "{model}" needs the environment variable {name}, which is not set':
    'モデル "{model}" には環境変数 {name} が必要ですが、設定されていません',
  'Put {name}=… into .env or into the environment; the key itself is never written anywhere.':
    '.env か環境変数に {name}=… を設定してください。キーそのものは、どこにも書き出されません。',
  '{api} takes the prompt as text, but the model "{model}" names no template for it':
    '{api} はプロンプトを文字列で受け取りますが、モデル "{model}" にテンプレートの指定がありません',
  'Name the one that the model was trained with, here or with --prompt. To see them: hitogara prompts list':
    'モデルの学習に使われたテンプレートを、ここか --prompt で指定してください。一覧を見るには: hitogara prompts list',
  'the prompt template "{template}" produces a list of messages; {api} takes plain text':
    'プロンプトテンプレート "{template}" が出力するのはメッセージの一覧ですが、{api} が受け取るのは文字列です',
  'the prompt template "{template}" produces plain text; {api} takes a list of messages':
    'プロンプトテンプレート "{template}" が出力するのは文字列ですが、{api} が受け取るのはメッセージの一覧です',
  '{api} does not support {settings}': '{api} は {settings} に対応していません',
  '--ignore-unsupported leaves out what is not supported. Supported: {settings}':
    '--ignore-unsupported を付けると、対応していない設定を除きます。対応している設定: {settings}',
  '{settings}: given with several values, but "{model}" gets none of them':
    '{settings}: 複数の値が指定されていますが、"{model}" にはどれも渡りません',
  'What is not sent cannot be varied. Give one value, or play this model in a run of its own.':
    '送らない設定は変えられません。値を一つにするか、このモデルだけを別に実行してください。',
  'the model "{model}" does not give access to probabilities': 'モデル "{model}" からは確率を得られません',
  'Only a GGUF file on this machine does.': '確率を得られるのは、このマシン上の GGUF ファイルだけです。',

  // The address of a server
  'contains a user name or a password: secrets come only from the environment; name the variable with the key in apiKeyEnv':
    'ユーザー名かパスワードが含まれています。秘密の値は環境変数だけから読みます。キーの入った環境変数の名前を apiKeyEnv に書いてください',
  'contains ? or #, but the path of each request is added at its end; a key belongs in the environment; name its variable in apiKeyEnv':
    '? か # が含まれていますが、リクエストごとのパスはこのアドレスの末尾に付きます。キーは環境変数に入れ、その名前を apiKeyEnv に書いてください',

  // Warnings that records keep
  '{api} takes no seed: the same conversation may come out differently':
    '{api} はシードを受け取りません。同じ会話でも結果が変わることがあります',
  'the server did not say why the reply ended, only that it is complete':
    'サーバーは応答が終わったとだけ伝え、理由を伝えませんでした',
  'the server sent more after the end of the reply; it was left out':
    '応答が終わった後にも、サーバーから文字列が送られてきました。その部分は除きました',
  'the server went on far beyond the limit of {tokens} tokens; the reply was cut off':
    'サーバーは上限の {tokens} トークンをはるかに超えても応答を続けたため、途中で打ち切りました',
  'the server counts {n} tokens in the reply, but the limit was {limit}':
    'サーバーの数え方では、応答は {n} トークンで、上限の {limit} トークンを超えています',
  'the server sent the end of the turn as text ({marker}); its prompt format or its stop tokens may be wrong for this model':
    'サーバーがターンの終わりを文字列（{marker}）として送ってきました。このモデルに対するプロンプト形式か停止トークンが誤っているかもしれません',
  'the template writes BOS ({bos}); if the server adds one too, there will be two':
    'テンプレートが BOS（{bos}）を書いています。サーバーも付けると二重になります',
  'the template wants no BOS; the server may add one':
    'テンプレートは BOS を付けませんが、サーバーが付けるかもしれません',
  "text contains {marker}, which the server cannot distinguish from the prompt template's own":
    '文章に {marker} が含まれていますが、サーバーにはプロンプトテンプレートのものと区別できません',
  "text contains {marker}, which this vocabulary cannot distinguish from the prompt template's own":
    '文章に {marker} が含まれていますが、この語彙ではプロンプトテンプレートのものと区別できません',
  'the prompt does not start with BOS, which this vocabulary expects':
    'この語彙では BOS が必要ですが、プロンプトが BOS で始まっていません',
  'the prompt starts with two BOS tokens': 'プロンプトの先頭に BOS が二つあります',
  '{used} of {threads} threads were used, because other programs kept the processor busy':
    '他のプログラムが CPU を使っていたため、{threads} スレッドのうち {used} スレッドだけを使いました',
  'messages dropped as empty or joined with their neighbours, as the API requires: {n}':
    'API の決まりにより、空のため除いた、または隣とまとめたメッセージ: {n} 件',
  'the format has no room for all messages; oldest left out: {n}':
    'この形式にはすべてのメッセージが入りません。除いた古いメッセージ: {n} 件',
  'oldest turns left out of the prompt: {n}': 'プロンプトから除いた古いターン: {n}',
  'the start of the thinking was not seen; what is before {mark} was taken for thinking':
    '思考の始まりが見つかりません。{mark} より前を思考とみなしました',
  'the reply contains {mark}, which was left where it is: it is not certain that it marks thinking':
    '応答に {mark} が含まれていますが、思考の目印かどうか分からないため、そのままにしました',
  'the computer slept during this reply, or was held up, for {seconds} s: its speed is unknown':
    'この応答の間に、パソコンが {seconds} 秒スリープした（または止まっていた）ため、速度は不明です',
} as const;
