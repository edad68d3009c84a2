import { parametersOf } from '@ggem/core';
import type { BuiltPooling } from '../record/poolingsIn.ts';
import { specified } from '../sites/specified.ts';
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
  for (const site of inspectModel(model).sites) {
    const { name, tokens, tokenDims, dataFormat } = site;
    const channels = dataFormat === 'channelsFirst' ? tokenDims[1] : tokenDims.at(-1);
    const found = specified(site);
    if ('why' in found || typeof channels !== 'number') {
      others.push({
        output: name,
        why: 'why' in found ? found.why : 'the model says nothing of its channels',
      });
      continue;
    }
    const { spec, values } = found;
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
