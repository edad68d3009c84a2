import { parametersOf } from '@ggem/core';
import type { BuiltPooling } from '../record/poolingsIn.ts';
import { inspectModel } from './inspectModel.ts';

/** The model's own poolings, and those of them that no file can hold, with the reason. */
export interface WrittenPoolings {
  readonly poolings: readonly BuiltPooling[];
  readonly others: readonly { readonly output: string; readonly why: string }[];
}

/** The poolings that are nodes of a model, with the parameters that its constants hold. */
export function writtenPoolings(model: Uint8Array): WrittenPoolings {
  const poolings: BuiltPooling[] = [];
  const others: { output: string; why: string }[] = [];
  for (const { name, tokens, tokenDims, dataFormat, spec, values, why } of inspectModel(model).sites) {
    const channels = dataFormat === 'channelsFirst' ? tokenDims[1] : tokenDims.at(-1);
    if (spec === undefined || typeof channels !== 'number') {
      others.push({ output: name, why: why ?? 'the model says nothing of its channels' });
      continue;
    }
    const parameters = parametersOf(spec, channels).map(
      (one) => [one.name, Float64Array.from(values?.[one.name] ?? one.start)] as const,
    );
    poolings.push({
      output: name,
      tokens,
      spec,
      channels,
      parameters: Object.fromEntries(parameters),
      live: [],
    });
  }
  return { poolings, others };
}
