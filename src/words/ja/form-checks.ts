/** What the check of a reply's form says, beyond patterns and JSON. */
export const formChecks = {
  'the reply does not begin with "{text}"': '応答が「{text}」で始まっていません',
  'the reply does not end with "{text}"': '応答が「{text}」で終わっていません',
  'the reply has more than what was asked for: "{words}"': '応答に、求められたもの以外の言葉があります: 「{words}」',
  'the reply has {characters} characters; at least {min} are required':
    '応答が {characters} 文字です。{min} 文字以上必要です',
  'lines in the reply: {lines}; at least {min} required': '応答が {lines} 行です。{min} 行以上必要です',
  'lines in the reply: {lines}; at most {max} allowed': '応答が {lines} 行です。{max} 行までです',
  'list items in the reply: {items}; at least {min} required':
    '応答の箇条書きが {items} 項目です。{min} 項目以上必要です',
  'list items in the reply: {items}; at most {max} allowed': '応答の箇条書きが {items} 項目です。{max} 項目までです',
  'has a minimum that is greater than its maximum': '下限が上限より大きくなっています',
} as const;
