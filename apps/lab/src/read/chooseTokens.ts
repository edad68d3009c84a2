import type { DataFormat } from '@ggem/core';
import type { Candidates, TokensCandidate } from '@ggem/onnx';
import { refuse } from '../refuse.ts';

/** The value of a model that is pooled. */
export interface TokensValue {
  readonly name: string;
  readonly dataFormat: DataFormat;
  readonly isOutput: boolean;
  /** Whether it is a feature map, of two axes of positions. */
  readonly isMap: boolean;
}

/**
 * The tokens to pool: those that are named, those that the model pools itself, or its one output that could be pooled. Throws,
 * with a list, where that leaves a choice.
 */
export function chooseTokens(path: string, candidates: Candidates, given: string | undefined): TokensValue {
  const all = [...candidates.tokens, ...candidates.maps].filter(({ from }) => from !== 'input');
  if (all.length === 0) {
    refuse('value', {
      rule: `${path} must have tokens or a feature map`,
      came: 'none was found',
      fix: 'See what there is: npx @ggem/onnx inspect.',
    });
  }
  if (given !== undefined) {
    const found = all.find(({ name }) => name === given);
    return found === undefined ? choice(path, all, `${JSON.stringify(given)} is none`) : tokensValue(found);
  }
  const pooled = [...new Set(candidates.poolings.map(({ tokens }) => tokens))];
  const [own] = pooled;
  if (own !== undefined && pooled.length === 1) {
    const { dataFormat, shape } = candidates.poolings[0]!;
    const isOutput = all.some(({ name, isOutput }) => name === own && isOutput);
    return { name: own, dataFormat, isOutput, isMap: shape.length > 3 };
  }
  if (pooled.length > 1) return choice(path, all, `the model pools ${pooled.join(' and ')}`, pooled);
  const outputs = all.filter(({ isOutput }) => isOutput);
  const usual = outputs.filter(({ name }) => name === 'last_hidden_state' || name === 'tokens');
  const [only] = outputs.length === 1 ? outputs : usual;
  if (only !== undefined) return tokensValue(only);
  return choice(path, all, outputs.length === 0 ? 'no output of the model is' : 'several outputs are');
}

function tokensValue({ name, dataFormat, isOutput, shape }: TokensCandidate): TokensValue {
  const isMap = shape.length > 3;
  // Where nothing shows it: tokens mostly have channels last, maps channels first, as convolutions give them.
  return { name, dataFormat: dataFormat ?? (isMap ? 'channelsFirst' : 'channelsLast'), isOutput, isMap };
}

function choice(
  path: string,
  all: readonly TokensCandidate[],
  came: string,
  named: readonly string[] = [],
): never {
  const shown = all
    .filter(({ name, isOutput }) => (named.length > 0 ? named.includes(name) : isOutput))
    .concat(named.length > 0 ? [] : all.slice(-4))
    .map(({ name, shape }) => `${name} [${shape.map((axis) => axis ?? '?').join(', ')}]`);
  return refuse('value', {
    rule: `tokens of ${path} must be one of its values that can be pooled`,
    came,
    fix: `Say --tokens NAME, such as ${[...new Set(shown)].join(' or ')}.`,
  });
}
