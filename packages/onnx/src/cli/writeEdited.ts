import { basename, dirname, extname, join, resolve } from 'node:path';
import type { PoolingSpecInput } from '@ggem/core';
import type { EditedModel } from '../edit/editedModel.ts';
import { externalFiles } from '../read/externalFiles.ts';
import type { Verified } from '../verify/verifyModel.ts';
import type { Console } from './console.ts';
import { showBytes } from './progress.ts';
import { stream } from './readModelFile.ts';
import { showVerified } from './showVerified.ts';
import { verifyFile } from './verifyFile.ts';
import { writeModelFile } from './writeModelFile.ts';

/** Where an edited model comes from and goes to. */
export interface EditedFile {
  readonly source: string;
  readonly bytes: Uint8Array;
  readonly out: string;
  readonly force: boolean;
  /** Whether facts are printed for programs. */
  readonly json: boolean;
  /** Whether both models are run at once. */
  readonly verify: boolean;
}

/** Where an edited model goes: `out`, or `vit.ggem.onnx` for `vit.onnx`, or from the standard input to the standard output. */
export function outPath(model: string, spec: PoolingSpecInput, out: string | undefined): string {
  return (
    out ??
    (model === stream ? stream : join(dirname(model), `${basename(model, extname(model))}.${spec.type}.onnx`))
  );
}

/** Writes an edited model, describes it, verifies it where that was asked for, and returns the exit code. */
export async function writeEdited(
  operation: string,
  { source, bytes, out, force, json, verify }: EditedFile,
  edited: EditedModel,
  what: string,
  console: Console,
): Promise<number> {
  await writeModelFile(operation, out, edited.pieces, { force, console });
  // Where the model goes to the standard output, what is told of it must not.
  const tell = (line: string): void => (out === stream ? console.err(`${line}\n`) : console.out(line));
  const files = externalFiles(bytes);
  if (!json) for (const line of linesOf(out, edited, what)) tell(line);
  if (files.length > 0 && resolve(dirname(out)) !== resolve(dirname(source))) {
    console.err(
      `Its weights stay in ${files.join(', ')}: copy ${files.length > 1 ? 'them' : 'it'} to ${dirname(out)} too.\n`,
    );
  }
  const verified = verify
    ? await verifyFile(
        { file: out, bytes: edited.toBytes(), original: { file: source, bytes } },
        { name: edited.output },
      )
    : undefined;
  if (json) tell(JSON.stringify(factsOf(out, edited, files, verified), null, 2));
  else if (verified !== undefined) for (const line of showVerified(verified)) tell(line);
  return verified === undefined || verified.isGood ? 0 : 1;
}

/** What was done, as lines of text. */
function linesOf(out: string, edited: EditedModel, what: string): readonly string[] {
  const { poolingWeights, prefix, mask, inputs, byteLength } = edited;
  const name = out === stream ? 'standard output' : out;
  const them = prefix?.tokens === 1 ? 'it' : 'them';
  return [
    `${name} (${showBytes(byteLength)})`,
    what,
    ...(poolingWeights === undefined ? [] : [`  ${poolingWeights}: where the pooling looks`]),
    ...(prefix === undefined
      ? []
      : [`  prefix tokens: ${prefix.tokens}, ${prefix.because}; --prefix-tokens 0 pools ${them} too`]),
    ...(mask === undefined
      ? []
      : [`  mask: ${mask}, as the old pooling had it; --no-mask pools the padding too`]),
    ...inputs.map((input) => `  new input ${input}`),
  ];
}

/** The same for programs. */
function factsOf(
  file: string,
  { byteLength, output, tokens, channels, poolingWeights, inputs, prefix, mask }: EditedModel,
  files: readonly string[],
  verified: Verified | undefined,
): object {
  return {
    ...{ file, bytes: byteLength, externalFiles: files, output, tokens, channels, inputs },
    ...{ poolingWeights, prefix, mask, verified },
  };
}
