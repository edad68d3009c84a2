import { readModel } from './readModel.ts';

/** The other files that hold a model's weights, as the model names them. */
export function externalFiles(bytes: Uint8Array): readonly string[] {
  const { graph } = readModel(bytes);
  const files = graph.initializer.flatMap(({ dataLocation, externalData }) =>
    dataLocation === 1 ? externalData.filter(({ key }) => key === 'location').map(({ value }) => value) : [],
  );
  return [...new Set(files)];
}
