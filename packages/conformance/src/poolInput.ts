import { type PoolingSpec, parametersOf, parseSpec } from '@ggem/core';
import type { PoolingCase } from './case.ts';
import type { PoolInput } from './harness.ts';
import type { CaseInputs } from './inputs.ts';

/** What a device is given for a case. */
export function poolInput(one: PoolingCase, { kept: _, required, ...given }: CaseInputs): PoolInput {
  const { shape, offsets, dataFormat, image } = one;
  const spec = parseSpec(one.spec);
  return {
    spec,
    shape,
    parameters: liveParameters(spec, shape[2], required),
    ...(offsets && { offsets }),
    ...(dataFormat && { dataFormat }),
    ...(image && { image }),
    ...given,
  };
}

/** Parameters that no spec can hold, and trainable ones with their start values; in the order of core's `parametersOf`. */
function liveParameters(
  spec: PoolingSpec,
  channels: number,
  required: Readonly<Record<string, Float32Array>>,
): Record<string, Float32Array> {
  const parameters = parametersOf(spec, channels).flatMap(({ name, start, trainable }) => {
    const values = required[name] ?? (trainable ? Float32Array.from(start) : undefined);
    return values ? [[name, values] as const] : [];
  });
  return Object.fromEntries(parameters);
}
