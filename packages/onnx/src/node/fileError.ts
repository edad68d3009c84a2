import { GgemError } from '@ggem/core';

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ['there is none', 'Check the path.'],
  EISDIR: ['it is a folder', 'Name the .onnx file in it.'],
  EACCES: ['it is not allowed', 'Check the permissions.'],
  EPERM: ['it is not allowed', 'Check the permissions.'],
  EROFS: ['the disk is read-only', 'Name another place with --out.'],
  ENOSPC: ['the disk is full', 'Make room, or name another place with --out.'],
  ENOTDIR: ['a part of the path is no folder', 'Check the path.'],
};

const noFolder = ['its folder is not there', 'Make the folder first.'] as const;

/** An error of the file system as one line; any other error as it came. */
export function fileError(operation: string, verb: 'read' | 'write', path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (error instanceof GgemError || typeof code !== 'string') return error;
  const [what, fix] = (verb === 'write' && code === 'ENOENT' ? noFolder : reasons[code]) ?? [
    `the system says ${code}`,
    'Check the path.',
  ];
  return new GgemError(
    'unavailable',
    `${operation}: ${path} must be a file to ${verb}, but ${what}. ${fix}`,
    {
      cause: error,
    },
  );
}
