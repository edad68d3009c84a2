import type { DataFormat } from '@ggem/core';
import type { Candidates, TokensCandidate } from '@ggem/onnx';
import { refuse } from './refuse.ts';

/** The value of a model that is pooled, and what could be in its place. */
export interface ChosenTokens {
  readonly name: string;
  readonly dataFormat: DataFormat;
  readonly isMap: boolean;
  readonly isOutput: boolean;
  /** Why another value may be meant; absent where the model leaves no choice. */
  readonly unsure: string | undefined;
  readonly others: readonly { readonly name: string; readonly shape: string }[];
}

const usual = ['last_hidden_state', 'tokens'];

/** The most values to offer: those near the end of the graph are most likely meant. */
const most = 16;

/** The tokens that are named, those that the model pools itself, or its outputs; else the last that could be. */
export function chooseTokens(
  { tokens, maps, poolings }: Candidates,
  given: string | undefined,
): ChosenTokens {
  const all = [...tokens, ...maps].filter(({ from }) => from !== 'input');
  const last = all.at(-1);
  if (last === undefined) {
    refuse(
      'value',
      'A model must have tokens or a feature map',
      'this one has none',
      'Open a vision transformer or a CNN.',
    );
  }
  const pooled = poolings[0] && all.find(({ name }) => name === poolings[0]!.tokens);
  const outputs = all.filter(({ isOutput }) => isOutput);
  const named = outputs.find(({ name }) => usual.includes(name));
  const sure = pooled ?? named ?? (outputs.length === 1 ? outputs[0] : undefined);
  const chosen = all.find(({ name }) => name === given) ?? sure ?? outputs.at(-1) ?? last;
  const isLike = ({ shape }: TokensCandidate): boolean =>
    shape.at(-1) === chosen.shape.at(-1) && shape.length === chosen.shape.length;
  const others = all.filter((one) => one === chosen || one.isOutput || (one.readers > 1 && isLike(one)));
  const isMap = chosen.shape.length > 3;
  const own = poolings.find((one) => one.tokens === chosen.name);
  return {
    name: chosen.name,
    dataFormat: own?.dataFormat ?? chosen.dataFormat ?? (isMap ? 'channelsFirst' : 'channelsLast'),
    isMap,
    isOutput: chosen.isOutput,
    unsure:
      given === undefined && sure === undefined
        ? 'The model pools none of its values in a way that is known, so that this is a guess.'
        : undefined,
    others: others.slice(-most).map(({ name, shape }) => ({
      name,
      shape: `[${shape.map((axis) => axis ?? '?').join(', ')}]`,
    })),
  };
}
