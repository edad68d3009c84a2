import { externalFiles } from '@ggem/onnx';
import type { OpenModel } from '../contract.ts';
import { refuse } from './refuse.ts';

/** A model, and the files that hold weights of it. */
export interface ModelFiles {
  readonly bytes: Uint8Array;
  /** As sessions take them: the path that the model says, and what is there. */
  readonly externalData: readonly { readonly path: string; readonly data: Blob }[];
}

/** Finds the files that a model names among those that came with it. A page sees no others. */
export function modelFiles({ bytes, beside = [] }: Pick<OpenModel, 'bytes' | 'beside'>): ModelFiles {
  const paths = externalFiles(bytes);
  const found = paths.map((path) => beside.find(({ name }) => name === path.split('/').at(-1)));
  const missing = paths.filter((_, i) => found[i] === undefined);
  if (missing.length > 0) {
    refuse(
      'unavailable',
      'A model must come with all its weights',
      `those of this one lie in ${missing.join(' and ')}, too`,
      'Drop in the .onnx and these files together, or save the model as one file: onnx.save of Python’s onnx, without save_as_external_data.',
    );
  }
  return { bytes, externalData: paths.map((path, i) => ({ path, data: found[i]! })) };
}
