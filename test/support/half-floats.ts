// Numbers of 16 bits, as weights of F16 files and scales of blocks are: Node 20 has none of its own. Start at `halfToNumber` and
// `numberToHalf`.

/** All of them: models have millions of weights. */
const NUMBERS = Float64Array.from({ length: 0x1_0000 }, (_, bits) => decoded(bits));

export function halfToNumber(bits: number): number {
  return NUMBERS[bits] ?? Number.NaN;
}

/** Sign, five bits of exponent, ten of fraction. */
function decoded(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** The nearest; of two that are equally near, the even one. */
export function numberToHalf(value: number): number {
  single[0] = value;
  const bits = singleBits[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const size = bits & 0x7fff_ffff;
  if (size > 0x7f80_0000) return 0x7e00;
  if (Math.abs(value) >= 65_520) return sign | 0x7c00;
  // Below 2⁻¹⁴ steps no longer become smaller; adding 1.5 × 2²³ rounds to whole ones.
  if (Math.abs(value) < 2 ** -14) return sign | (Math.fround(Math.abs(value) * 2 ** 24 + 12_582_912) - 12_582_912);
  // The exponent counts from −15 instead of −127; thirteen bits of the fraction are rounded off, and a carry out of it is right.
  return sign | ((size - (112 << 23) + 0xfff + ((size >>> 13) & 1)) >>> 13);
}
