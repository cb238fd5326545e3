// The types of tensors and files, as ggml and llama.cpp number them. Start at `tensorType`.
import { GGML_TYPE, LLAMA_FTYPE } from '../llama-cpp/abi.ts';

type Name = Exclude<keyof typeof GGML_TYPE, 'COUNT'>;

interface TensorType {
  name: Name;
  /** Of a block. */
  values: number;
  bytes: number;
}

/** null: a type that this llama.cpp does not know, or no longer. */
export function tensorType(number: number): TensorType | null {
  return TYPES.get(number) ?? null;
}

/** @param name in any case; null: none of ggml's */
export function typeNamed(name: string): TensorType | null {
  const wanted = name.toUpperCase();
  return [...TYPES.values()].find((type) => type.name === wanted) ?? null;
}

/** For example Q4_K_M; null: unknown. */
export function fileTypeOf(number: number): string | null {
  return FILE_TYPES.get(number) ?? null;
}

const FILE_TYPES: ReadonlyMap<number, string> = new Map(
  Object.entries(LLAMA_FTYPE).map(([name, number]) => [number, name]),
);

/** Values and bytes of a block, as ggml lays them out. */
const BLOCKS: Readonly<Record<Name, readonly [values: number, bytes: number]>> = {
  F32: [1, 4],
  F16: [1, 2],
  Q4_0: [32, 18],
  Q4_1: [32, 20],
  Q5_0: [32, 22],
  Q5_1: [32, 24],
  Q8_0: [32, 34],
  Q8_1: [32, 36],
  Q2_K: [256, 84],
  Q3_K: [256, 110],
  Q4_K: [256, 144],
  Q5_K: [256, 176],
  Q6_K: [256, 210],
  Q8_K: [256, 292],
  IQ2_XXS: [256, 66],
  IQ2_XS: [256, 74],
  IQ3_XXS: [256, 98],
  IQ1_S: [256, 50],
  IQ4_NL: [32, 18],
  IQ3_S: [256, 110],
  IQ2_S: [256, 82],
  IQ4_XS: [256, 136],
  I8: [1, 1],
  I16: [1, 2],
  I32: [1, 4],
  I64: [1, 8],
  F64: [1, 8],
  IQ1_M: [256, 56],
  BF16: [1, 2],
  TQ1_0: [256, 54],
  TQ2_0: [256, 66],
  MXFP4: [32, 17],
  NVFP4: [64, 36],
  Q1_0: [128, 18],
  Q2_0: [64, 18],
};

const TYPES: ReadonlyMap<number, TensorType> = new Map(
  namesOf(BLOCKS).map((name) => {
    const [values, bytes] = BLOCKS[name];
    return [GGML_TYPE[name], { name, values, bytes }];
  }),
);

/** TypeScript does not know that an object has no other keys, hence the cast. */
function namesOf(blocks: typeof BLOCKS): Name[] {
  return Object.keys(blocks) as Name[];
}
