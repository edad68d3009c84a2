import { unlinkSync } from 'node:fs';

const open = new Set<string>();

/** Remembers a temporary file, which is removed when the process is interrupted. The returned function forgets it. */
export function rememberTemporary(path: string): () => void {
  open.add(path);
  return () => {
    open.delete(path);
  };
}

/** Removes temporary files when the process is told to stop. */
export function cleanUpOnSignals(): void {
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    process.once(signal, () => {
      for (const path of open) {
        try {
          unlinkSync(path);
        } catch {
          // It is gone already.
        }
      }
      process.exit(128 + number);
    });
  }
}
