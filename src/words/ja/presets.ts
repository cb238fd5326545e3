/** What importing presets says. */
export const presets = {
  'holds the same kind of preset as a file before it': '前のファイルと同じ種類のプリセットです',
  'settings without a counterpart, left out: {names}': '対応するものがないため除いた設定: {names}',
  'rep_pen_range 0 stands for no tokens in llama.cpp, where rep_pen then does nothing; in other programs, for all of them':
    'rep_pen_range が 0 だと、llama.cpp ではどのトークンも対象にならず rep_pen は効きません。ほかのソフトではすべてのトークンが対象です',
  'Imported from a preset of SillyTavern.': 'SillyTavern のプリセットから取り込みました。',
  'without its context preset: the persona stands alone before the chat':
    'コンテキストのプリセットがないため、会話の前にはペルソナだけを置きます',
  'macros without a counterpart, left out: {names}': '対応するものがないため除いたマクロ: {names}',
  'user_alignment_message is left out: here the chat begins with the user, or with the greeting':
    'user_alignment_message は除きました。ここでは、会話はユーザーの発言か挨拶から始まります',
  'the story stands before the chat here, not in it': 'ストーリーは会話の中ではなく、会話の前に置きます',
  'is not a preset of SillyTavern that can be read': '読み込める SillyTavern のプリセットではありません',
  'Expected an instruct, context or sampler preset, or a master export.':
    'インストラクト、コンテキスト、サンプラーのいずれかのプリセットか、まとめて書き出したものが必要です。',
  'there is no instruct preset in it': 'インストラクトのプリセットがありません',
  'there are no sampler settings in it': 'サンプラーの設定がありません',
  'it has sampler settings too: --to sampling': 'サンプラーの設定もあります: --to sampling',
  '--to {to} is for presets only': '--to {to} はプリセット専用です',
  'a preset becomes a template or settings: --to template': 'プリセットはテンプレートか設定になります: --to template',
  'presets and other files cannot be imported together': 'プリセットとほかのファイルは一緒に取り込めません',
} as const;
