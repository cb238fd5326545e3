// Replies that are hard to read: each has 16,000 characters of something that searches badly. Start at `HOSTILE_TEXTS`.
const LENGTH = 16_000;

export const HOSTILE_TEXTS: readonly string[] = [
  ...['あ', '私', 'ー', '！', '「', '」', '（', '）', '*', '#', '\n', ' ', '　', '1', 'a', '<', '|', '\u3099', '\u200d', '\ud83d'],
  ...['です。', '私は', 'ます、', 'んんっ', 'a a ', 'A: ', 'ユーザー：', '<|im_', '### ', '```\n', '- あ\n', '|a|', '1,', '(((', '「（'],
  ...['はい、', 'ありがとう', 'あaア亜', '私は私は', 'AIとして', 'さようなら', 'でもでも', '你好', '谢谢', 'can not ', '。。。', 'ｱﾞ', '\u0301a'],
  ...['いいえ、行きません。', 'それは違います！？', 'USER: hello\nASSISTANT: hi\n', '😀👨‍👩‍👧', '…！？…', '一二三四五', '第1話、第2話、'],
].map((unit) => unit.repeat(Math.ceil(LENGTH / unit.length)).slice(0, LENGTH));
