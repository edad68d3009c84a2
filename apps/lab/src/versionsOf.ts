import { readFile } from 'node:fs/promises';
import { packageVersion } from '@ggem/train/node';

/** The versions of what computes, by name. */
export async function versionsOf(): Promise<Readonly<Record<string, string>>> {
  const own = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as Manifest;
  const ours = Object.keys(own.dependencies).filter((name) => name.startsWith('@ggem/'));
  const named = [...ours, 'onnxruntime-node', 'sharp'].map(
    async (name) => [name, await packageVersion(name, import.meta.url)] as const,
  );
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    '@ggem/lab': own.version,
    ...Object.fromEntries(await Promise.all(named)),
  };
}

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}
