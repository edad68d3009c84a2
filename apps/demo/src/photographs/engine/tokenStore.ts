/** Where the tokens of photographs are kept. */
export interface TokenStore {
  /** Keeps tokens and gives their place. Throws where there is no room. */
  readonly put: (tokens: Float32Array<ArrayBuffer>) => number;
  /** The tokens of a place, valid until the next call. */
  readonly get: (place: number, length: number) => Float32Array;
  readonly clear: () => void;
}

/** More tokens than these, in bytes, are not kept in memory: a page that takes more is ended by the browser, without a word. */
const mostBytes = 1.5e9;

/**
 * A file of the browser's own, so that memory does not grow with the photographs; memory where there is none, as in private
 * windows. What pages left behind that are closed is removed.
 */
export async function openTokenStore(): Promise<TokenStore> {
  try {
    return inFile(await openFile());
  } catch {
    return inMemory();
  }
}

/** Part of `FileSystemSyncAccessHandle`, which only workers have. */
interface OpenFile {
  write(values: ArrayBufferView, place: { readonly at: number }): number;
  read(into: ArrayBufferView, place: { readonly at: number }): number;
  truncate(bytes: number): void;
}

async function openFile(): Promise<OpenFile> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('tokens', { create: true });
  const { keys } = folder as unknown as { keys(): AsyncIterable<string> };
  // A file that another page has open stays: it is locked.
  for await (const name of keys.call(folder)) await folder.removeEntry(name).catch(() => {});
  const file = await folder.getFileHandle(crypto.randomUUID(), { create: true });
  return (file as unknown as { createSyncAccessHandle(): Promise<OpenFile> }).createSyncAccessHandle();
}

function inFile(file: OpenFile): TokenStore {
  let end = 0;
  let read = new Float32Array();
  return {
    put: (tokens) => {
      const written = writeWhole(file, tokens, end);
      if (written < tokens.byteLength) noRoom(end, 'of disk, which is all that the browser gives a page');
      end += written;
      return end - written;
    },
    get: (place, length) => {
      if (read.length !== length) read = new Float32Array(length);
      file.read(read, { at: place });
      return read;
    },
    clear: () => {
      file.truncate(0);
      end = 0;
    },
  };
}

/** How many bytes were written: where there is no room, browsers write less, or throw. */
function writeWhole(file: OpenFile, tokens: Float32Array, at: number): number {
  try {
    return file.write(tokens, { at });
  } catch {
    return 0;
  }
}

function inMemory(): TokenStore {
  let kept: Float32Array[] = [];
  let bytes = 0;
  return {
    put: (tokens) => {
      if (bytes + tokens.byteLength > mostBytes) noRoom(bytes, 'of memory');
      bytes += tokens.byteLength;
      return kept.push(tokens) - 1;
    },
    get: (place) => kept[place]!,
    clear: () => {
      kept = [];
      bytes = 0;
    },
  };
}

function noRoom(bytes: number, of: string): never {
  throw new Error(
    `is left out: there is no room, the tokens of the others take ${(bytes / 1e9).toFixed(2)} GB ${of}. Look at fewer at a time.`,
  );
}
