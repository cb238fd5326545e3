/**
 * What llama.cpp says of itself, without a back end that was tried and has no device: whether it is tried depends on what was asked for, and
 * not on what computes.
 */
export function systemInfo(said: string, gpu: string | false): string {
  return (gpu === 'cuda' ? said : said.replace(/\bCUDA : (?:\w+ = [^|]*\|\s*)*/, '')).trim();
}
