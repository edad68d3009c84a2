import { type PoolingFiles, parametersOf, parseSpec, writePoolingFiles } from '@ggem/core';
import { bestOf } from './answerOf.ts';
import type { Result } from './result.ts';

/** The files of the best pooling by the measure that decides: every adapter reads them. */
export function bestPooling({ rows, measures, model }: Result): PoolingFiles {
  const spec = parseSpec(bestOf(rows, measures[0]!).spec);
  const { channels } = model.layout;
  const parameters = parametersOf(spec, channels).map(({ name, start }) => [name, start] as const);
  return writePoolingFiles({ spec, channels, parameters: Object.fromEntries(parameters) });
}

/** The command that builds it into the model. */
export function attachLine({ model }: Result): string {
  const format = model.dataFormat === 'channelsFirst' ? ' --channels-first' : '';
  const quoted = /[^\w./-]/.test(model.tokens) ? `'${model.tokens}'` : model.tokens;
  return `npx @ggem/onnx attach ${model.file} --tokens ${quoted}${format} --pooling pooling.json`;
}
