// The part of a file that has arrived, `<target>.part`, with what it belongs to beside it, `<target>.part.json`. Its checksum is counted
// while it grows. Start at `PartFile.open`.
import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { removeLeftover, removePatiently, renamePatiently } from '../core/replace-file.ts';
import { say } from '../words/text.ts';
import { onDisk } from './download-failure.ts';
import { type DownloadRecord, type Facts, FactsSchema, recordOf, writeRecord } from './download-record.ts';
import { inTheWay, lstatIfThere, openPlain, readPlainJson, requirePlain, writePlainJson } from './plain-file.ts';

const READ_BYTES = 1 << 20;
/** Enough to say what it is, if it is no GGUF. */
const HEAD_BYTES = 64;

interface Reading {
  onProgress: (readBytes: number, totalBytes: number | null) => void;
  signal: AbortSignal;
}

/** The lock of its target must be held. Every method throws DownloadFailure if the disk refuses. */
export class PartFile {
  readonly path: string;
  readonly #target: string;
  readonly #factsPath: string;
  #handle: FileHandle | null = null;
  #hash: Hash = createHash('sha256');
  #hasBegun = false;
  #head = Buffer.alloc(0);
  #bytes = 0;
  #facts: Facts | null = null;

  private constructor(target: string) {
    this.#target = target;
    this.path = `${target}.part`;
    this.#factsPath = `${this.path}.json`;
  }

  /** @param source what is there counts only if it came from there */
  static async open(target: string, source: string, reading: Reading): Promise<PartFile> {
    const part = new PartFile(target);
    await onDisk(0, async () => {
      const found = await requirePlain(part.path);
      for (const file of [part.#factsPath, recordOf(target)]) await requirePlain(file);
      const facts = await readPlainJson(part.#factsPath, FactsSchema);
      const isUsable = facts?.source === source && found !== null && found.size <= (facts.bytes ?? found.size);
      if (isUsable) await part.#readWhatIsThere(facts, reading);
    });
    return part;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** What it belongs to; null: there is nothing that could be continued. */
  get facts(): Facts | null {
    return this.#facts;
  }

  /** Its first bytes, as far as they have arrived. */
  get head(): Buffer {
    return this.#head;
  }

  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Throws away what is there. */
  async begin(facts: Facts): Promise<void> {
    this.forget();
    await this.#onDisk(async () => {
      await requirePlain(this.path);
      this.#handle ??= await openPlain(this.path);
      this.#hasBegun = true;
      await this.#handle.truncate(0);
      await writePlainJson(this.#factsPath, facts);
    });
    this.#facts = facts;
  }

  /** What is there does not count any more, but stays until something better arrives. */
  forget(): void {
    this.#bytes = 0;
    this.#facts = null;
    this.#hash = createHash('sha256');
    this.#head = Buffer.alloc(0);
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.#onDisk(async () => {
      for (let done = 0; done < chunk.byteLength; ) {
        const written = await this.#handle?.write(chunk, done, chunk.byteLength - done, this.#bytes);
        if (written === undefined) throw new Error('a part is begun before it grows');
        this.#count(chunk.subarray(done, done + written.bytesWritten));
        done += written.bytesWritten;
      }
    });
  }

  /** Deletes it. */
  async drop(): Promise<void> {
    this.forget();
    await this.#onDisk(() => this.#remove());
  }

  /** Makes it the file that was wanted. */
  async keep(record: Omit<DownloadRecord, 'schema'>): Promise<void> {
    await this.#onDisk(async () => {
      await this.#handle?.sync();
      await this.#closeHandle();
      if (await lstatIfThere(this.#target)) throw inTheWay(this.#target, say('it appeared during the download'));
      await writeRecord(this.#target, record);
      await renamePatiently(this.path, this.#target);
      await removeLeftover(this.#factsPath);
    });
  }

  /** Idempotent. Leaves nothing behind if nothing has arrived. */
  async close(): Promise<void> {
    await this.#closeHandle();
    if (this.#hasBegun && this.#bytes === 0) await this.#remove().catch(() => {});
  }

  async #readWhatIsThere(facts: Facts, { signal, onProgress }: Reading): Promise<void> {
    this.#handle = await openPlain(this.path);
    const block = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await this.#handle.read(block, 0, block.byteLength, this.#bytes);
      if (bytesRead === 0) break;
      this.#count(block.subarray(0, bytesRead));
      onProgress(this.#bytes, facts.bytes);
    }
    if (this.#bytes > 0) this.#facts = facts;
  }

  #count(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#bytes += bytes.byteLength;
    const missing = HEAD_BYTES - this.#head.byteLength;
    if (missing > 0) this.#head = Buffer.concat([this.#head, bytes.subarray(0, missing)]);
  }

  async #remove(): Promise<void> {
    await this.#closeHandle();
    this.#hasBegun = false;
    for (const file of [this.path, this.#factsPath]) await removePatiently(file);
  }

  async #closeHandle(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
  }

  #onDisk<Result>(work: () => Promise<Result>): Promise<Result> {
    return onDisk(this.#bytes, work);
  }
}
