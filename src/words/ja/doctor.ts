/** What the doctor finds, and what can be done about it. */
export const doctor = {
  // Rendering
  'the template cannot be rendered: {reason}': 'テンプレートを展開できません: {reason}',
  'Name another template with --prompt. To see them: hitogara prompts list':
    '--prompt で別のテンプレートを指定してください。一覧を見るには: hitogara prompts list',
  'the template rejects a conversation with more than one turn: {reason}':
    'テンプレートが複数ターンの会話を受け付けません: {reason}',
  'the template rejects a conversation without a persona: {reason}':
    'テンプレートがペルソナのない会話を受け付けません: {reason}',
  'the template fails on text that spells control tokens: {reason}':
    '発言に制御トークンと同じ文字列があると、テンプレートが失敗します: {reason}',
  'user and assistant must alternate: the template rejects two user messages in a row':
    'ユーザーとアシスタントは交互でなければなりません。ユーザーの発言が二つ続くと、テンプレートが受け付けません',

  // The persona
  'a conversation with a persona cannot be played: {reason}': 'ペルソナのある会話ができません: {reason}',
  'the persona is not word for word in the prompt': 'ペルソナがプロンプトに元の文章どおりに入っていません',
  'the persona is not in the prompt': 'ペルソナがプロンプトに入っていません',
  'the persona is next to the last user message, so it moves with every turn':
    'ペルソナが最後のユーザー発言の隣にあるため、ターンごとに位置が変わります',
  'the persona comes after {some} of {messages}': 'ペルソナが、{messages}中 {some} 件より後にあります',
  '--prompt {template}, the format of {family}, has a place for it.':
    '{family} の形式 --prompt {template} には、ペルソナを入れる場所があります。',
  '--prompt gguf:first-user puts it into the first user turn. Another format may have a place for it: hitogara prompts list':
    '--prompt gguf:first-user は、ペルソナを最初のユーザー発言に入れます。ほかの形式にはペルソナを入れる場所があるかもしれません: hitogara prompts list',
  'Name a template that has a place for it with --prompt. To see them: hitogara prompts list':
    'ペルソナを入れる場所のあるテンプレートを --prompt で指定してください。一覧を見るには: hitogara prompts list',

  // Messages
  'messages that the format takes, counted from the last: {kept}; the model does not see what was said before':
    'この形式に入るのは最後の {kept} 件の発言だけです。モデルにはそれより前の発言が見えません',
  'the model does not get every message word for word: {missing} of {messages}, such as the one by the {role} in turn {turn}: {text}':
    '元の文章どおりにモデルへ渡らない発言があります: {messages}中 {missing} 件。例: ターン {turn} の {role} の発言: {text}',
  'text that spells control tokens does not reach the model word for word':
    '制御トークンと同じ文字列が、元の文章どおりにモデルへ渡りません',
  'the template writes a backslash and a letter instead of a newline or a tab: it was escaped twice':
    'テンプレートが改行やタブの代わりにバックスラッシュと文字を書いています。エスケープが二重になっています',
  'Name an intact template with --prompt; the one inside the file was damaged in conversion.':
    'ファイル内蔵のテンプレートは変換のときに壊れています。--prompt で正しいテンプレートを指定してください。',
  'message text can change the format: text that spells control tokens produces {n} more of them':
    '発言の内容で形式が変わります。制御トークンと同じ文字列があると、制御トークンが {n} 個増えます',
  'message text can change the format: text that spells control tokens produces {n} fewer of them':
    '発言の内容で形式が変わります。制御トークンと同じ文字列があると、制御トークンが {n} 個減ります',
  'markers of the format that are ordinary text in this vocabulary: {n}; the model cannot tell a message that contains one from the template':
    '形式の目印のうち {n} 個が、この語彙ではただの文字列です。発言に同じ文字列があると、モデルはテンプレートと区別できません',

  // The vocabulary
  '{key} is {id}, but the vocabulary has only {tokens} tokens; llama.cpp takes another one, or none':
    '{key} が {id} ですが、語彙には {tokens} トークンしかありません。llama.cpp は代わりに別のトークンを使うか、そのトークンなしで動作します',
  'the vocabulary has {tokens} tokens, but {key} has {length} values':
    '語彙は {tokens} トークンですが、{key} の値は {length} 個あります',
  'the vocabulary has {tokens} tokens, but the weights are for {rows}':
    '語彙は {tokens} トークンですが、重みは {rows} トークン用です',
  'The file was damaged, or converted wrongly: get another copy, or convert it again.':
    'ファイルが壊れているか、正しく変換されていません。入手し直すか、変換し直してください。',

  // BOS
  'BOS appears a second time, at token {token}': 'BOS が {token} 番目のトークンにもう一度出てきます',
  'Remove it from the template, or set bos: text in the front matter if the template is meant to write it.':
    'テンプレートから BOS を削るか、テンプレートが BOS を書くのが正しければ、フロントマターに bos: text と書いてください。',
  'the format omits BOS on purpose, although llama.cpp would add it':
    'llama.cpp は BOS を付けますが、この形式は意図して付けません',
  'the prompt does not start with BOS, which this vocabulary requires':
    'この語彙では BOS が必要ですが、プロンプトが BOS で始まっていません',
  'Write it at the start of the template, or set bos: auto in the front matter.':
    'テンプレートの先頭に BOS を書くか、フロントマターに bos: auto と書いてください。',

  // Turns
  'replies end with {text}, which is ordinary text in this vocabulary':
    '応答は {text} で終わりますが、この語彙ではただの文字列です',
  'The template is for another model, or the file was converted without its special tokens.':
    '別のモデルのテンプレートか、特殊トークンなしで変換されたファイルです。',
  'replies end with {text}, at which llama.cpp does not stop':
    '応答は {text} で終わりますが、llama.cpp はそこで止まりません',
  'nothing after a reply in the history could end it: no end token, no stop string':
    '履歴の応答の後ろに、応答を終わらせるもの（終了トークンやストップ文字列）がありません',
  'This vocabulary has no end token.': 'この語彙には終了トークンがありません。',
  'End tokens of this vocabulary: {tokens}': 'この語彙の終了トークン: {tokens}',
  'Name a template with --prompt.': '--prompt でテンプレートを指定してください。',
  'Add an end token to the template, or a stop string.': 'テンプレートに終了トークンかストップ文字列を加えてください。',
  "the prompt opens <think>: replies begin with the model's thinking, which is recorded separately and needs room (--max-tokens)":
    'プロンプトが <think> を開くため、応答はモデルの思考から始まります。思考は別に記録され、その分のトークンも要ります（--max-tokens）',
  "the prompt does not end with the assistant's turn: the model is not asked for a reply":
    'プロンプトの最後がアシスタントの番になっておらず、モデルに応答を求めていません',
  'the prompt asks for a reply with different text than it has before earlier replies':
    '応答を求める部分の文字列が、履歴の応答の前にあるものと違います',
  'history: {history}   end: {end}': '履歴: {history}   末尾: {end}',

  // Vocabulary and stop strings
  'this vocabulary splits into several tokens what should be one: {texts}':
    '一つのトークンであるべきものが、この語彙では分割されます: {texts}',
  'The format is for another model, or the file was converted without its special tokens.':
    '別のモデルの形式か、特殊トークンなしで変換されたファイルです。',
  'Some formats write their markers as ordinary text; others lost them when the file was converted.':
    '目印をただの文字列として書く形式もありますが、変換のときに失われた場合もあります。',
  'no stop string occurs in the format or in the vocabulary: {strings}':
    'ストップ文字列が一つも、形式にも語彙にもありません: {strings}',
  'stop strings that occur neither in the format nor in the vocabulary: {strings}':
    '形式にも語彙にもないストップ文字列があります: {strings}',
  'the stop string {string} would cut {some} of {all} reference replies short':
    'ストップ文字列 {string} で、応答例 {all} 件のうち {some} 件が途中で切れます',
  'Remove it from the template, or make it longer.': 'テンプレートから削るか、もっと長くしてください。',

  // Comparisons
  'the template inside the file cannot be rendered, so it was not compared: {reason}':
    'ファイル内蔵のテンプレートを展開できないため、比べていません: {reason}',
  'without a persona, the template inside the file gives a different prompt (perhaps a default system text)':
    'ペルソナがない場合、ファイル内蔵のテンプレートのプロンプトは異なります（既定のシステム文かもしれません）',
  'the template inside the file drops a persona, so it was compared {how}':
    'ファイル内蔵のテンプレートはペルソナを捨てるため、{how}比べました',
  'the template inside the file rejects a persona, so it was compared {how}':
    'ファイル内蔵のテンプレートはペルソナを受け付けないため、{how}比べました',
  'with the persona in the first user turn': 'ペルソナを最初のユーザー発言に入れて',
  'without one': 'ペルソナなしで',
  'in {some} of {conversations}': '{conversations}中 {some} 件',
  'Drop --prompt (or the entry\'s "prompt:") to use the file\'s own template, unless {template} is intended.':
    '{template} を使うつもりでなければ、--prompt（またはモデル定義の "prompt:"）を外すと、ファイル内蔵のテンプレートが使われます。',
  'chosen: {chosen}   own: {own}': '選択: {chosen}   内蔵: {own}',
  'the prompt ends with different white space than the template inside the file gives, {where}':
    'プロンプト末尾の空白や改行が、ファイル内蔵のテンプレートと違います（{where}）',
  'either the prompt or the template inside the file, but not both, has this before the persona: {text}':
    'プロンプトとファイル内蔵のテンプレートの一方だけに、ペルソナの前に次の文字列があります: {text}',
  'spaces or newlines differ from the template inside the file, starting at token {token}, {where}':
    '空白か改行が、{token} 番目のトークンからファイル内蔵のテンプレートと違います（{where}）',
  'the prompt differs from the template inside the file, starting at token {token}, {where}':
    'プロンプトが、{token} 番目のトークンからファイル内蔵のテンプレートと違います（{where}）',
  'the template inside the file': 'ファイル内蔵のテンプレート',
  'chosen: {chosen}   family: {family}': '選択: {chosen}   系列: {family}',
  '{family} was trained with the format {format}, but {chosen} gives a different prompt':
    '{family} は形式 {format} で学習されましたが、{chosen} のプロンプトは異なります',
  '{family} was probably trained with the format {format}, but {chosen} gives a different prompt':
    '{family} は形式 {format} で学習されたと思われますが、{chosen} のプロンプトは異なります',
  'Compare with --prompt {template}, or measure which one fits with --rank.':
    '--prompt {template} と比べるか、--rank でどちらが合うかを測ってください。',

  // Room, ranking, and the short check before a run
  'the context of {size} tokens is too small for the persona and {turns} of scenario "{scenario}", which need {needed}':
    'コンテキスト長 {size} トークンでは、ペルソナとシナリオ "{scenario}" の {turns} に足りません。{needed} トークン必要です',
  'Raise "context:" in the model entry, or --context, up to the context size in training.':
    'モデル定義の "context:" か --context を、学習時のコンテキスト長まで大きくしてください。',
  'there is no reference reply in {scenarios}': '{scenarios} に応答例がありません',
  'Add "referenceReplies:" to user turns, or use another scenario. To see which have some: hitogara scenarios list':
    'ユーザーのターンに "referenceReplies:" を加えるか、別のシナリオを使ってください。応答例のあるシナリオを見るには: hitogara scenarios list',
  'the template "{template}" is for chat APIs': 'テンプレート "{template}" はチャット API 用です',
  'ranking templates needs at least one conversation with reference replies':
    'テンプレートに順位を付けるには、応答例のある会話が一つ以上必要です',
  'the template drops the persona': 'テンプレートがペルソナを捨てます',
  'the ranking failed: {reason}': '順位付けに失敗しました: {reason}',
  'the reference replies are more likely with {better} than with {template}, by {behind} in log p per token':
    '応答例は {template} より {better} のほうが出やすく、トークンあたりの log p で {behind} の差があります',
  'Try --prompt {template}.': '--prompt {template} を試してください。',
  '{finding} (and {n} more)': '{finding}（ほか {n} 件）',
  'the prompt format is wrong: {finding}; for details: {command}':
    'プロンプトの形式が誤っています: {finding}。詳しくは: {command}',
  'the prompt format may be wrong: {finding}; for details: {command}':
    'プロンプトの形式が誤っているかもしれません: {finding}。詳しくは: {command}',
  'scenario "{scenario}": persona and first turn ({promptTokens} tokens) with a reply of up to {maxTokens} need {needed} tokens; the context has {contextSize}. Raise --context or lower --max-tokens.':
    'シナリオ "{scenario}": ペルソナと最初のターン（{promptTokens} トークン）に、最大 {maxTokens} トークンの応答を加えると {needed} トークン必要ですが、コンテキスト長は {contextSize} です。--context を大きくするか、--max-tokens を小さくしてください。',
} as const;
