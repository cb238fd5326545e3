/** Such as `2.3 GB`, by powers of ten. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
