import { GgemError } from '@ggem/core';

const full = ['the disk is full', 'Make room and go on: what was saved before is whole.'] as const;
const forbidden = ['it is not allowed', 'Check the permissions.'] as const;

const reasons: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  ENOENT: ['there is none', 'Check the path.'],
  EISDIR: ['it is a folder', 'Name a file.'],
  ENOTDIR: ['a part of the path is no folder', 'Check the path.'],
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: ['the disk is read-only', 'Name another place.'],
  ENOSPC: full,
  EDQUOT: full,
  EMFILE: ['too many files are open', 'Raise the limit: ulimit -n.'],
};

/** An error of the file system as one sentence, a `GgemError` with code `unavailable`; any other error as it came. */
export function fileError(verb: 'read' | 'write', path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (error instanceof GgemError || typeof code !== 'string') return error;
  const [what, fix] = reasons[code] ?? [`the system says ${code}`, 'Check the path.'];
  const sentence = `file: ${path} must be ${verb === 'read' ? 'readable' : 'writable'}, but ${what}. ${fix}`;
  return new GgemError('unavailable', sentence, { cause: error });
}
