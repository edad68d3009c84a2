import { type PoolingSpecInput, parametersOf, parseSpec, writePoolingFiles } from '@ggem/core';

/** The text of `pooling.json`. Its numbers stand in the spec, so that nothing is lost without the file of parameters. */
export function poolingJson(input: PoolingSpecInput, channels: number): string {
  const spec = parseSpec(input);
  const p =
    'p' in spec ? [spec.p].flat().map((one) => Number(one === 'inf' ? Number.POSITIVE_INFINITY : one)) : [];
  const parameters = Object.fromEntries(parametersOf(spec, channels).map(({ name }) => [name, p]));
  return writePoolingFiles({ spec, channels, parameters }).json;
}
