/** What the checks of how a character speaks say: length, register, first person, endings. */
export const checksStyle = {
  '{n} characters, at most {limit} allowed': '{n} 文字です（上限は {limit} 文字）',
  'the reply has {n} characters; the limit is {limit}': '応答は {n} 文字で、上限の {limit} 文字を超えています',
  'the scenario sets no number of sentences': 'シナリオに文の数の指定がありません',
  '{n} sentences, at most {limit} allowed': '{n} 文です（上限は {limit} 文）',
  'the reply has {n} sentences; the limit is {limit}': '応答は {n} 文あり、上限の {limit} 文を超えています',
  'the scenario sets no number of paragraphs': 'シナリオに段落の数の指定がありません',
  '{n} paragraphs, at most {limit} allowed': '{n} 段落です（上限は {limit} 段落）',
  'the reply has {n} paragraphs; the limit is {limit}': '応答は {n} 段落あり、上限の {limit} 段落を超えています',
  'the reply is a list of {n} items; this is a chat': '会話なのに、応答が {n} 項目の箇条書きになっています',
  'fewer than {n} whole replies show no trend': '完全な応答が {n} 件に満たないため、長さの傾向は判断できません',
  'replies do not grow: {first} characters at first, {last} at the end':
    '応答は長くなっていません（序盤は平均 {first} 文字、終盤は平均 {last} 文字）',
  'replies grow from {first} characters at first to {last} at the end':
    '応答がだんだん長くなっています（序盤は平均 {first} 文字、終盤は平均 {last} 文字）',
  'the user has not complained about the length': 'ユーザーは長さについて不満を言っていません',
  'there is nothing to compare the length with': '長さを比べる対象がありません',
  'the reply is short enough after the complaint: {n} characters':
    '長いと言われた後の応答として十分な短さです（{n} 文字）',
  'after a complaint about length, the reply has {n} characters; before it, {average} on average':
    '長いと言われた後なのに、応答は {n} 文字あります（それまでの平均は {average} 文字）',
  'after a complaint about length, the reply has {n} characters; the limit is {limit}':
    '長いと言われた後なのに、応答は {n} 文字あり、上限の {limit} 文字を超えています',
  'this check is for Japanese': 'この検査は日本語のペルソナ用です',
  'no sentence has a register that could be judged': '文体を判断できる文がありません',
  'every sentence is in the register of the persona': 'どの文もペルソナの文体に合っています',
  'the persona speaks casually, but this is how books are written (de aru): "{text}"':
    'ペルソナはくだけた話し方なのに、「である」調の書き言葉になっています: 「{text}」',
  'the persona speaks casually, but this is polite (desu/masu): "{text}"':
    'ペルソナは「です・ます」で話さないのに、「です・ます」になっています: 「{text}」',
  'the persona speaks politely (desu/masu), but this is not: "{text}"':
    'ペルソナは「です・ます」で話すのに、そうなっていません: 「{text}」',
  'the reply keeps to one register': '応答の文体は統一されています',
  'the reply mixes polite (desu/masu) and plain sentences: "{text}"':
    '一つの応答に「です・ます」とそうでない文が混ざっています: 「{text}」',
  'a polite はい before plain sentences': '「はい」と丁寧に答えた後が「です・ます」になっていません',
  'the user asked for another register, and the persona states none':
    'ユーザーが別の文体を求めており、ペルソナに文体の指定がありません',
  'fewer than two replies have a register that could be judged': '文体を判断できる応答が 2 件未満です',
  'all replies are in the same register': 'どの応答も同じ文体です',
  'the register changes between replies: {n} of {all} are in the other one':
    '応答によって文体が変わっています（{all} 件のうち {n} 件が別の文体）',
  'no other first-person word is used': '別の一人称は使われていません',
  'the character calls itself "{word}", not {own}': '一人称が「{word}」になっています（ペルソナの指定: {own}）',
  'no reply has a first-person word': 'どの応答にも一人称がありません',
  'the character calls itself both "{word}" and "{other}"': '一人称に「{word}」と「{other}」の両方が使われています',
  'the character calls itself "{word}" throughout': '一人称はずっと「{word}」です',
  'the character writes both "{word}" and "{other}"': '一人称の表記が「{word}」と「{other}」で揺れています',
  'no sentence has an ending that could be judged': '語尾を判断できる文がありません',
  '{n} of {all} sentences end as the persona declares: {endings}':
    'ペルソナの語尾で終わる文は {all} 文のうち {n} 文です（語尾: {endings}）',
  'there is no whole reply': '完全な応答がありません',
  '{n} of {all} replies ask something': '{all} 件の応答のうち {n} 件に質問があります',
} as const;
