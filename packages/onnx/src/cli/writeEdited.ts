import { basename, dirname, extname, join, resolve } from 'node:path';
import type { PoolingSpecInput } from '@ggem/core';
import type { EditedModel } from '../edit/editedModel.ts';
import { externalFiles } from '../read/externalFiles.ts';
import type { Console } from './console.ts';
import { showBytes } from './progress.ts';
import { showVerified } from './showVerified.ts';
import { verifyFile } from './verifyFile.ts';
import { writeModelFile } from './writeModelFile.ts';

/** Where an edited model comes from and goes to. */
export interface EditedFile {
  readonly source: string;
  readonly bytes: Uint8Array;
  readonly out: string;
  readonly force: boolean;
  /** Whether both models are run at once. */
  readonly verify: boolean;
}

/** The file of an edited model: `out`, or `vit.ggem.onnx` for `vit.onnx`. */
export function outPath(model: string, spec: PoolingSpecInput, out: string | undefined): string {
  return out ?? join(dirname(model), `${basename(model, extname(model))}.${spec.type}.onnx`);
}

/** Writes an edited model, describes it, verifies it where that was asked for, and returns the exit code. */
export async function writeEdited(
  operation: string,
  { source, bytes, out, force, verify }: EditedFile,
  edited: EditedModel,
  what: string,
  console: Console,
): Promise<number> {
  await writeModelFile(operation, out, edited.pieces, { force, console });
  console.out(`${out} (${showBytes(edited.byteLength)})`);
  console.out(what);
  if (edited.poolingWeights !== undefined) console.out(`  ${edited.poolingWeights}: where the pooling looks`);
  if (edited.prefix !== undefined) {
    const { tokens, because } = edited.prefix;
    const them = tokens === 1 ? 'it' : 'them';
    console.out(`  prefix tokens: ${tokens}, ${because}; --prefix-tokens 0 pools ${them} too`);
  }
  if (edited.mask !== undefined) {
    console.out(`  mask: ${edited.mask}, as the old pooling had it; --no-mask pools the padding too`);
  }
  for (const name of edited.inputs) console.out(`  new input ${name}`);
  const files = externalFiles(bytes);
  if (files.length > 0 && resolve(dirname(out)) !== resolve(dirname(source))) {
    console.err(
      `Its weights stay in ${files.join(', ')}: copy ${files.length > 1 ? 'them' : 'it'} to ${dirname(out)} too.\n`,
    );
  }
  if (!verify) return 0;
  const verified = await verifyFile(
    { file: out, bytes: edited.toBytes(), original: { file: source, bytes } },
    { name: edited.output },
  );
  for (const line of showVerified(verified)) console.out(line);
  return verified.isGood ? 0 : 1;
}
