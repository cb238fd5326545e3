// Downloads a GGUF: the only code that reaches for the network on behalf of local models, and only when asked.
// Start at `pullGguf`.
import { createModelDownloader } from 'node-llama-cpp';
import { describeError, ExitCode, UserError } from '../../core/errors.ts';

interface PullOptions {
  /** `hf:user/repo:quant` or an http(s) address. */
  reference: string;
  directory: string;
  environment: Readonly<Record<string, string | undefined>>;
  onProgress: (downloadedBytes: number, totalBytes: number) => void;
  signal: AbortSignal;
}

/**
 * Goes on where an earlier try was broken off. A token for gated files comes from `HF_TOKEN`.
 * @returns the path of the file
 * @throws UserError when the server refuses or cannot be reached; what had arrived stays for the next try
 */
export async function pullGguf({
  reference,
  directory,
  environment,
  onProgress,
  signal,
}: PullOptions): Promise<string> {
  const token = environment.HF_TOKEN;
  const source = /^https?:/.test(reference)
    ? { modelUrl: reference, fileName: new URL(reference).pathname.split('/').at(-1) ?? 'model.gguf' }
    : { modelUri: reference };
  try {
    const downloader = await createModelDownloader({
      ...source,
      dirPath: directory,
      deleteTempFileOnCancel: false,
      skipExisting: true,
      ...(token && { tokens: { huggingFace: token } }),
      onProgress: ({ downloadedSize, totalSize }) => onProgress(downloadedSize, totalSize),
    });
    return await downloader.download({ signal });
  } catch (cause) {
    if (signal.aborted)
      throw new UserError('broken off; the same command goes on from here', { exitCode: ExitCode.interrupted, cause });
    throw new UserError(`${reference} could not be downloaded: ${describeError(cause)}`, {
      remedy:
        'Check the address and the network; a gated file needs HF_TOKEN. What has arrived is kept: the same command goes on from there.',
      exitCode: ExitCode.someFailed,
      cause,
    });
  }
}
