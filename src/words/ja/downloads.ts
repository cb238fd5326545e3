/** What is said while a model is downloaded, and when its files are verified. */
export const downloads = {
  'interrupted; run the same command again to continue':
    '中断しました。同じコマンドをもう一度実行すると続きから始まります',
  '{file} could not be downloaded: {reason}': '{file} をダウンロードできませんでした: {reason}',
  'Check the name and the network; a gated file needs HF_TOKEN. Run the same command again to continue where this one stopped.':
    '名前とネットワークを確かめてください。利用申請の必要なファイルには HF_TOKEN が要ります。同じコマンドをもう一度実行すると続きから始まります。',
  '{file} cannot be downloaded: it has no address': '{file} はアドレスがないためダウンロードできません',
  'Only a model whose file is hf:… or https://… can be pulled.':
    'ダウンロードできるのは、ファイルが hf:… か https://… のモデルだけです。',

  // What may be wrong before anything is asked
  'HF_TOKEN contains characters that cannot be part of a token':
    'HF_TOKEN に、トークンには使えない文字が含まれています',
  'Check for something else in it, such as a space or a line break.':
    '空白や改行などが混ざっていないか確かめてください。',
  'HF_ENDPOINT is not the address of a hub': 'HF_ENDPOINT がハブのアドレスになっていません',
  'Expected an https:// address without a user name, a password or a query, such as {example}.':
    'ユーザー名、パスワード、クエリーのない https:// のアドレスにしてください。例: {example}',
  'the address in "file:" contains a user name or a password':
    '"file:" のアドレスにユーザー名かパスワードが含まれています',
  'Download that file yourself, and put it into the models folder.':
    'そのファイルはご自身でダウンロードし、models フォルダーに置いてください。',

  // What a server answers
  'the server answered {status}': 'サーバーの応答: {status}',
  'Run the same command again in {n} seconds or later: it continues where this one stopped.':
    '{n} 秒以上たってから、同じコマンドをもう一度実行してください。続きから始まります。',
  'Check the names of the repository and of the file.': 'リポジトリとファイルの名前を確かめてください。',
  'HF_TOKEN gives no access: check the name, accept the terms of the repository on its page, and check that the token is still valid.':
    'この HF_TOKEN ではアクセスできません。名前を確かめ、リポジトリのページで利用条件に同意し、トークンが有効かどうかを確かめてください。',
  'It does not exist, or is private or gated: check the name, accept the terms of the repository on its page, and set HF_TOKEN.':
    '存在しないか、非公開か、利用申請が必要です。名前を確かめ、リポジトリのページで利用条件に同意し、HF_TOKEN を設定してください。',
  'the server stopped responding': 'サーバーから応答がなくなりました',
  'the server redirects in a loop': 'サーバーのリダイレクトがループしています',
  'the server redirects to an address that is invalid, or less safe than its own':
    'サーバーのリダイレクト先が、正しくないアドレスか、元より安全でないアドレスです',
  'the server sends HF_TOKEN back': 'サーバーが HF_TOKEN をそのまま送り返してきました',
  'the hub does not say which file {quantization} is': '{quantization} がどのファイルなのか、ハブが答えませんでした',
  'the file name that the hub gives contains HF_TOKEN': 'ハブの示すファイル名に HF_TOKEN が含まれています',
  '"{name}" cannot be the name of a folder': '"{name}" はフォルダーの名前にできません',
  '"{name}" cannot be the name of a GGUF file': '"{name}" は GGUF ファイルの名前にできません',

  // What does not fit together
  'the server compresses the file, though it was asked not to':
    '圧縮しないよう求めましたが、サーバーがファイルを圧縮して送ってきました',
  'the server names two different lengths of the file: {n} and {other} bytes':
    'サーバーの示すファイルの長さが二通りあります（{n} バイトと {other} バイト）',
  'the hub names two different checksums for the file': 'ハブの示すファイルのチェックサムが二通りあります',
  'the server sends an empty file': 'サーバーの送ってきたファイルが空です',
  'the server sends a part of the file, though the whole was asked for':
    '全体を求めましたが、サーバーがファイルの一部だけを送ってきました',
  'what the server sends does not continue the part that is here':
    'サーバーの送ってきたものが、ここにある途中までのファイルの続きではありません',
  'what the server has does not end where the part does that is here':
    'サーバーのファイルの長さが、ここにある途中までのファイルと合いません',
  'the server sends more bytes than the file can have': 'サーバーがファイルの長さを超えて送ってきています',
  '{n} of {total} bytes arrived': '{total} バイトのうち {n} バイトしか届きませんでした',
  'the file on the server is cut off: it has {n} of {total} bytes':
    'サーバーのファイルが途中で切れています。{total} バイトのうち {n} バイトしかありません',
  'what arrived does not have the checksum (sha256) that the hub names':
    '届いたもののチェックサム (sha256) が、ハブの示すものと違います',
  'What arrived was deleted. Run the same command again.':
    '届いたものは削除しました。同じコマンドをもう一度実行してください。',
  'what the server sends is not a whole GGUF file: {reason}':
    'サーバーの送ってきたものは完全な GGUF ではありません: {reason}',
  'the server sends a Git LFS pointer in place of the file':
    'サーバーがファイルではなく Git LFS のポインターを送ってきました',
  'the server sends a web page in place of the file': 'サーバーがファイルではなくウェブページを送ってきました',
  'what the server sends is not a GGUF file': 'サーバーの送ってきたものは GGUF ファイルではありません',
  'The server names no checksum: only the length of {file} is checked.':
    'サーバーがチェックサムを示さないため、{file} は長さだけを確かめます。',

  // The disk, and what is there already
  'the disk is full; {n} bytes of the file are kept': 'ディスクがいっぱいです。届いた {n} バイトは残してあります',
  'it cannot be written: {reason}': '書き込めません: {reason}',
  'Free some space, then run the same command again: it continues where this one stopped.':
    '空きを作ってから、同じコマンドをもう一度実行してください。続きから始まります。',
  'Check the folder, or name another one with --into.':
    'フォルダーを確かめるか、--into で別のフォルダーを指定してください。',
  '{file} is in the way: {why}': '{file} があるためダウンロードできません: {why}',
  'Move or delete it, then run the same command again.': '移すか削除してから、同じコマンドをもう一度実行してください。',
  'it is a link, and nothing is written through it': 'リンクです。リンク先には書き込みません',
  'it is a link to a file that is not there': 'リンク先のファイルがありません',
  'it appeared during the download': 'ダウンロード中に現れました',
  'it has {n} bytes, but the file on the server has {total}':
    '{n} バイトで、サーバーのファイルの {total} バイトと違います',
  'its checksum (sha256) is not that of the file on the server': 'チェックサム (sha256) がサーバーのファイルと違います',
  'a file is here already, and could not be compared with it: {reason}':
    'すでにここにあるファイルと比べられませんでした: {reason}',
  'The file was left as it is.': 'ファイルはそのままにしてあります。',
  'another process is just starting to download this file, or was killed while starting':
    '別のプロセスがこのファイルのダウンロードを始めているところか、始めている途中で強制終了されました',
  'a process on another machine or in another container ({host}, {process}) is downloading this file':
    '別のマシンかコンテナーのプロセス（{host}、{process}）がこのファイルをダウンロードしています',
  'process {process} is already downloading this file':
    'プロセス {process} がすでにこのファイルをダウンロードしています',

  // Verifying
  'whether another process is still downloading this file cannot be known here':
    '別のプロセスがこのファイルをまだダウンロードしているかどうか、ここではわかりません',
  'it is not there': 'ファイルがありません',
  'it has {n} of {total} bytes': '{total} バイトのうち {n} バイトです',
  'it has {n} bytes, not {total}': '{total} バイトではなく {n} バイトです',
  'its sha256 is {sha256}, not {other}': 'sha256 が {other} ではなく {sha256} です',
  '{file}: damaged or replaced: {problem}': '{file}: 壊れているか、置き換えられています。{problem}',
  '{file}: whole; its sha256 is {digest}, as the server named it':
    '{file}: 問題ありません。sha256 は {digest} で、サーバーの示したとおりです',
  '{file}: as it was downloaded; its sha256 is {digest}, and the server had named none':
    '{file}: ダウンロードしたときのままです。sha256 は {digest} です（サーバーは示していませんでした）',
  '{file}: whole; its sha256 is {digest}, as its name in the cache says':
    '{file}: 問題ありません。sha256 は {digest} で、キャッシュでの名前のとおりです',
  '{file}: cannot be verified: no checksum was recorded for it; its sha256 is {digest}':
    '{file}: チェックサムの記録がないため検証できません。sha256 は {digest} です',
} as const;
