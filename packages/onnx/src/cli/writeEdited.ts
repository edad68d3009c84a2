import { basename, dirname, extname, join, resolve } from 'node:path';
import type { PoolingSpecInput } from '@ggem/core';
import type { EditedModel } from '../edit/editedModel.ts';
import type { Console } from './console.ts';
import { externalFiles } from './externalFiles.ts';
import { showBytes } from './progress.ts';
import { writeModelFile } from './writeModelFile.ts';

/** Where an edited model goes if nothing is said: `vit.onnx` to `vit.ggem.onnx`. */
export function outPath(model: string, spec: PoolingSpecInput, out: string | undefined): string {
  return out ?? join(dirname(model), `${basename(model, extname(model))}.${spec.type}.onnx`);
}

/** Writes an edited model and tells what came of it. */
export async function writeEdited(
  operation: string,
  { source, bytes, out, force }: { source: string; bytes: Uint8Array; out: string; force: boolean },
  edited: EditedModel,
  what: string,
  console: Console,
): Promise<void> {
  await writeModelFile(operation, out, edited.pieces, force, console);
  console.out(`${out} (${showBytes(edited.byteLength)})`);
  console.out(what);
  if (edited.attention !== undefined) console.out(`  ${edited.attention}: where the pooling looks`);
  if (edited.prefix !== undefined) {
    const { tokens, because } = edited.prefix;
    const them = tokens === 1 ? 'it' : 'them';
    console.out(`  prefix tokens: ${tokens}, ${because}; --prefix-tokens 0 pools ${them} too`);
  }
  for (const name of edited.inputs) console.out(`  new input ${name}`);
  const files = externalFiles(bytes);
  if (files.length > 0 && resolve(dirname(out)) !== resolve(dirname(source))) {
    console.err(
      `Its weights stay in ${files.join(', ')}: copy ${files.length > 1 ? 'them' : 'it'} to ${dirname(out)} too.\n`,
    );
  }
}
