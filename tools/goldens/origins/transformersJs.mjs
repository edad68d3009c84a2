// node transformersJs.mjs [file]: pooled values computed by transformers.js' feature-extraction pipeline, over a model
// that gives fixed tokens. Needs `npm install @huggingface/transformers@4.3.1` where it runs, and no network.
import { writeFileSync } from 'node:fs';
import { env, FeatureExtractionPipeline, Tensor } from '@huggingface/transformers';

const target =
  process.argv[2] ?? new URL('../../../packages/core/test/data/transformers-js.json', import.meta.url);
const shape = [2, 6, 4];
const x = Float32Array.from({ length: 48 }, (_, i) => Math.fround(Math.sin((i + 1) * 12.9898) * 3));
const paddings = {
  none: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  right: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0],
  left: [1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1],
};

const cases = [];
for (const pooling of ['mean', 'cls', 'first_token', 'eos', 'last_token']) {
  for (const normalize of [false, true]) {
    for (const [padding, mask] of Object.entries(paddings)) {
      const attentionMask = new Tensor('int64', BigInt64Array.from(mask, BigInt), [2, 6]);
      const pipeline = new FeatureExtractionPipeline({
        task: 'feature-extraction',
        tokenizer: () => ({ attention_mask: attentionMask }),
        model: async () => ({ last_hidden_state: new Tensor('float32', x.slice(), shape) }),
      });
      const y = await pipeline._call(['', ''], { pooling, normalize });
      const id = `transformers.js/${pooling}/${normalize ? 'normalised' : 'plain'}/padding=${padding}`;
      cases.push({ id, pooling, normalize, mask, y: [...y.data] });
    }
  }
}
const origin = {
  package: '@huggingface/transformers',
  version: env.version,
  method: 'FeatureExtractionPipeline over fixed tokens',
};
const lines = cases.map((one) => JSON.stringify(one)).join(',\n');
writeFileSync(
  target,
  `{"origin":${JSON.stringify(origin)},\n"shape":${JSON.stringify(shape)},\n"x":${JSON.stringify([...x])},\n"cases":[\n${lines}\n]}\n`,
);
