// Grammars and JSON schemas for replies.

export const grammar = {
  // GBNF
  'GBNF; every reply is one of its texts': 'GBNF の文法。応答は必ずこの文法に従う',
  'line {line}, column {column}: {problem}': '{line} 行 {column} 列: {problem}',
  'the name of a rule': '規則の名前',
  'a whole number': '整数',
  'a line break or the end': '改行または終わり',
  'a token, such as <[1]> or <text>': '<[1]> や <text> のようなトークン',
  'the text ends too early': '途中で終わっています',
  'there is no such escape: {text}': '{text} というエスケープはありません',
  'is longer than {n} characters': '{n} 文字を超えています',
  'contains the character U+0000': '文字 U+0000 が含まれています',
  'there are more than {n} groups inside each other': 'グループの入れ子が {n} 段を超えています',
  'at least {least} and at most {most} is not possible': '下限 {least} が上限 {most} を超えています',
  'is repeated too often: llama.cpp takes fewer than {n} repetitions of an item, and fewer of a group':
    '繰り返しが多すぎます。llama.cpp で使えるのは一つの要素につき {n} 回未満で、グループではさらに少なくなります',
  'there is nothing before it that could be repeated': '繰り返す要素が前にありません',
  'there is no rule "{name}"': '規則 "{name}" がありません',
  'the rule "{name}" begins with itself; write what repeats behind what comes first':
    '規則 "{name}" がその規則自身で始まっています（左再帰）。繰り返しは後ろに書いてください',
  'its rules begin with each other in too many ways; llama.cpp would take forever':
    '規則の始まり方の組み合わせが多すぎます。llama.cpp の処理が終わりません',
  '{text} is {n} tokens in this vocabulary, not one':
    'この語彙では {text} が 1 トークンではなく {n} トークンになります',
  'llama.cpp cannot read it': 'llama.cpp で読み取れません',
  'grammar: {problem}': 'grammar: {problem}',
  'the grammar allows none of the tokens that the other settings leave':
    '他の設定で残ったトークンの中に、文法に従うものがありません',

  // JSON Schema
  'JSON Schema; every reply is a value that it describes': 'JSON Schema。応答は必ずこのスキーマに従う JSON になる',
  'grammar and jsonSchema cannot be used together': 'grammar と jsonSchema は同時に使えません',
  'is not an object': 'オブジェクトではありません',
  'is not a list': 'リストではありません',
  'is not a list with items': '要素のあるリストではありません',
  'a name that is a number loses its place among the others: put a letter in front of it':
    '数字だけの名前は、ほかの名前との順序を保てません。先頭に文字を付けてください',
  'has no type': 'type がありません',
  'there is no such type: {text}': '{text} という型はありません',
  'is not of the type {type}': '{type} 型ではありません',
  'there is no {text} under $defs or definitions of this schema':
    'このスキーマの $defs にも definitions にも {text} がありません',
  'refers to itself': '自分自身を参照しています',
  'there is no property {text}': 'プロパティ {text} がありません',
  'is not a whole number from 0 to {n}': '0 から {n} までの整数ではありません',
  'is not a whole number that a double can hold': '倍精度浮動小数点数で正確に表せる整数ではありません',
  'this part of JSON Schema is not supported here': 'JSON Schema のこの機能には対応していません',
} as const;
