import type { PoolingSpecInput } from '@ggem/core';

/** Lines of code for a library. */
export interface Snippet {
  readonly library: string;
  readonly lines: string;
}

/** What the lines have to know. */
export interface SnippetCall {
  readonly spec: PoolingSpecInput;
  readonly model: string;
  readonly input: string;
  readonly tokens: string;
  readonly image: readonly [height: number, width: number];
}

/** How the model with its pooling, or the pooling alone, is used elsewhere. */
export function snippets({ spec, model, input, tokens, image }: SnippetCall): readonly Snippet[] {
  const json = JSON.stringify(spec);
  return [
    {
      library: 'transformers.js',
      lines: `import { AutoModel, AutoProcessor, load_image } from '@huggingface/transformers';

// ${model} lies in the folder onnx/ of your model, beside its config.json and preprocessor_config.json.
const processor = await AutoProcessor.from_pretrained('you/your-model');
const vit = await AutoModel.from_pretrained('you/your-model', { model_file_name: '${model.replace(/\.onnx$/, '')}' });
const { pooled } = await vit(await processor(await load_image('photograph.jpg')));
console.log(pooled.dims, pooled.data);`,
    },
    {
      library: 'onnxruntime-web',
      lines: `import { createEmbedder, parsePreprocessing } from '@ggem/embed';
import { InferenceSession } from 'onnxruntime-web';

const session = await InferenceSession.create('${model}'); // it takes ${input} of ${image.join(' × ')}
const config = await (await fetch('preprocessor_config.json')).text();
const embedder = await createEmbedder({ session, model: { output: 'pooled' }, preprocessing: parsePreprocessing(config) });
const { data, shape } = await embedder.embed([file]); // a File, a Blob, an image, a canvas`,
    },
    {
      library: 'tfjs',
      lines: `import { pool } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';

// The tokens of any model, ${tokens}: [batch, tokens, channels].
const pooled = pool(tokens, ${json});
console.log(pooled.shape);`,
    },
  ];
}
