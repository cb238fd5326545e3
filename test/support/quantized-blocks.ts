// Weights in blocks of 32, as ggml's own quantizers write them, and what they are worth after that. Start at `quantized`.
import { halfToNumber, numberToHalf } from './half-floats.ts';

export interface Quantized {
  /** ggml's number of the type. */
  type: number;
  data: Uint8Array;
  /** What a reader gets. */
  values: Float64Array;
}

const WEIGHTS = 32;

/** @param weights a multiple of 32 */
export function quantized(weights: Float32Array, type: 'Q8_0' | 'Q4_0'): Quantized {
  const blocks = weights.length / WEIGHTS;
  if (!Number.isInteger(blocks)) throw new Error(`${weights.length} weights are no whole blocks`);
  const { size, number, write } = TYPES[type];
  const data = new Uint8Array(blocks * size);
  const values = new Float64Array(weights.length);
  for (let block = 0; block < blocks; block++) {
    const from = block * WEIGHTS;
    const bytes = new DataView(data.buffer, block * size, size);
    values.set(write(weights.subarray(from, from + WEIGHTS), bytes), from);
  }
  return { type: number, data, values };
}

const TYPES = {
  Q8_0: { number: 8, size: 34, write: writeQ8 },
  Q4_0: { number: 2, size: 18, write: writeQ4 },
};

/** A scale, then a byte for each weight. */
function writeQ8(weights: Float32Array, bytes: DataView): number[] {
  const scale = writeScale(bytes, Math.max(...weights.map(Math.abs)) / 127);
  return Array.from(weights, (weight, index) => {
    const step = scale.inverse * weight;
    // Halves away from zero, as C's roundf.
    const whole = Math.sign(step) * Math.floor(Math.abs(step) + 0.5);
    bytes.setInt8(2 + index, whole);
    return whole * scale.stored;
  });
}

/** A scale, then half a byte for each weight: the first sixteen in the low halves. The largest weight becomes exactly −8 steps. */
function writeQ4(weights: Float32Array, bytes: DataView): number[] {
  const largest = weights.reduce((most, weight) => (Math.abs(weight) > Math.abs(most) ? weight : most), 0);
  const scale = writeScale(bytes, largest / -8);
  return Array.from(weights, (weight, index) => {
    const step = Math.min(15, Math.trunc(scale.inverse * weight + 8.5));
    const at = 2 + (index % 16);
    bytes.setUint8(at, index < 16 ? step : bytes.getUint8(at) | (step << 4));
    return (step - 8) * scale.stored;
  });
}

function writeScale(bytes: DataView, scale: number): { stored: number; inverse: number } {
  const half = numberToHalf(scale);
  bytes.setUint16(0, half, true);
  return { stored: halfToNumber(half), inverse: scale === 0 ? 0 : 1 / scale };
}
