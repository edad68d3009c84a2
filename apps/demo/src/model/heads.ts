import type { PoolingSpecInput } from '@ggem/core';
import type { VitConfig } from './vitConfig.ts';

export const HEAD_NAMES = ['token', 'mean', 'max', 'gem', 'ggem'] as const;
export type HeadName = (typeof HEAD_NAMES)[number];

/** A way to turn the tokens of an image into one vector, before a linear classifier. */
export interface HeadDefinition {
  readonly name: HeadName;
  /** As the paper calls it. */
  readonly label: string;
  readonly spec: PoolingSpecInput;
  /** Number of trained exponents, where the pooling has any. */
  readonly groups: number | undefined;
}

/** p before training, as in every transfer experiment of the paper. */
const START_P = 3;

/** The five heads of the demo. All but the class token pool the patch tokens only. */
export function headDefinitions(config: VitConfig): readonly HeadDefinition[] {
  const groups = config.heads;
  const prefixTokens = 1;
  return [
    { name: 'token', label: 'Class token', spec: { type: 'token', index: 0 }, groups: undefined },
    { name: 'mean', label: 'Average', spec: { type: 'mean', prefixTokens }, groups: undefined },
    { name: 'max', label: 'Max', spec: { type: 'max', prefixTokens }, groups: undefined },
    { name: 'gem', label: 'GeM', spec: { type: 'gem', p: START_P, prefixTokens }, groups: 1 },
    { name: 'ggem', label: 'GGeM', spec: { type: 'ggem', groups, p: START_P, prefixTokens }, groups },
  ];
}
