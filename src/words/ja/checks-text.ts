/** What the checks of a reply's text say: empty, cut off, leaks, loops, languages. */
export const checksText = {
  'something was said': '応答に文字があります',
  'the reply is empty': '応答が空です',
  'the reply is whole': '応答は最後まで書かれています',
  'the reply was cut off before its end': '応答が途中で切れています',
  'the reply stops in the middle of a sentence: "{end}"': '応答が文の途中で終わっています: 「{end}」',
  'the reply may stop in the middle of a sentence: "{end}"': '応答が文の途中で終わっているかもしれません: 「{end}」',
} as const;
