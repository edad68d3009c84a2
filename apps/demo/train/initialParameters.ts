import { normal, type Random } from '@ggem/train';
import type { HeadDefinition } from '../src/model/heads.ts';
import { backboneShapes, headShapes } from '../src/model/parameters.ts';
import type { VitConfig } from '../src/model/vitConfig.ts';
import type { HostTensor } from '../src/model/weightsFile.ts';

/** Every parameter of a stage, named `backbone/...` or `<head>/...`. */
export type HostParameters = ReadonlyMap<string, HostTensor>;

/** Fresh parameters: matrices normal with the variance that keeps scale, norms 1 and 0, p as its spec says. */
export function initialParameters(
  config: VitConfig,
  heads: readonly HeadDefinition[],
  next: Random,
): Map<string, HostTensor> {
  const parameters = new Map<string, HostTensor>();
  const add = (prefix: string, shapes: Map<string, number[]>, p: number): void => {
    for (const [name, shape] of shapes) parameters.set(`${prefix}/${name}`, initial(name, shape, p, next));
  };
  add('backbone', backboneShapes(config), Number.NaN);
  for (const head of heads) add(head.name, headShapes(config, head.groups), startOfP(head));
  return parameters;
}

function initial(name: string, shape: number[], p: number, next: Random): HostTensor {
  const values = new Float32Array(shape.reduce((product, length) => product * length, 1));
  if (name.endsWith('weight')) {
    const deviation = Math.sqrt(2 / (shape[0]! + shape[1]!));
    values.forEach((_, i) => {
      values[i] = deviation * normal(next);
    });
  } else if (name.endsWith('position')) {
    values.forEach((_, i) => {
      values[i] = 0.2 * normal(next);
    });
  } else if (name.endsWith('scale')) {
    values.fill(1);
  } else if (name === 'p') {
    values.fill(p);
  }
  return { shape, values };
}

function startOfP(head: HeadDefinition): number {
  const { spec } = head;
  return spec.type === 'gem' || spec.type === 'ggem' ? Number(spec.p) : Number.NaN;
}
