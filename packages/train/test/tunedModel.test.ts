import { checkModel } from '@ggem/onnx';
import { trainingModels, tunedModel } from '@ggem/onnx/training';
import { expect, it } from 'vitest';
import { finetune } from '../src/index.ts';
import { model, task } from './smallTask.ts';
import { fieldsOf, sharedModel } from './wire.ts';

/** Fields of a graph in its file, by what they are: number 1 is a node, 5 an initializer. */
function partsOf(bytes: Uint8Array) {
  const graph = fieldsOf(bytes).find(({ field }) => field === 7)!.content;
  const text = (content: Uint8Array) => Buffer.from(content).toString('latin1');
  return fieldsOf(graph).map(({ field, content }) => {
    const nameAt = field === 5 ? 8 : 2;
    const name = fieldsOf(content).find((inner) => field <= 5 && inner.field === nameAt)?.content;
    return { field, content: text(content), name: name === undefined ? '' : text(name) };
  });
}

/** Nodes and initializers of the old file that are not in the new one as they were, in the order of the old one. */
function changed(old: Uint8Array, now: Uint8Array) {
  const [before, after] = [partsOf(old), partsOf(now)];
  const kept = new Set(after.map(({ field, content }) => `${field} ${content}`));
  const isKept = ({ field, content }: (typeof before)[number]) => kept.has(`${field} ${content}`);
  const known = new Set(before.filter(isKept).map(({ content }) => content));
  // What is kept has kept its order.
  expect(after.map(({ content }) => content).filter((one) => known.has(one))).toEqual(
    before.filter(isKept).map(({ content }) => content),
  );
  const names = (field: number) =>
    before.filter((one) => one.field === field && !isKept(one)).map(({ name }) => name);
  return { nodes: names(1), initializers: names(5) };
}

it('keeps the old file byte for byte but for what was trained', async () => {
  const { model: tuned } = await finetune(model, { ...task, epochs: 1 });
  expect(checkModel(tuned)).toEqual([]);
  const { weights } = trainingModels(model, { ...task, from: { blocks: 1 }, batch: 8 });
  const { nodes, initializers } = changed(model, tuned);
  expect(initializers.toSorted()).toEqual(weights.map(({ name }) => name).toSorted());
  // The token that was pooled before.
  expect(nodes).toEqual(['pooled_token']);
});

const shared = sharedModel('vit_tiny_patch16_224.onnx');

it.skipIf(shared === undefined)('so it does with ViT-Tiny', () => {
  const bytes = shared!;
  const options = { pooling: { type: 'ggem', groups: 3 }, classes: 17 } as const;
  const { weights } = trainingModels(bytes, { ...options, from: { blocks: 2 }, batch: 2 });
  const moved = weights.map(({ name, data, dims }) => {
    return [name, { data: data.map((value) => value + 0.001), dims }] as const;
  });
  const tuned = tunedModel(bytes, options, { weights: new Map(moved), parameters: { p: [3, 3, 3] } });
  const { nodes, initializers } = changed(bytes, tuned.bytes);
  expect(initializers.toSorted()).toEqual(weights.map(({ name }) => name).toSorted());
  expect(nodes.length).toBeLessThan(3);
});

it('gives no second pooling and head to a model that it tuned, unless the tokens are named', async () => {
  const { model: tuned } = await finetune(model, { ...task, epochs: 1 });
  const again = { ...task, from: { blocks: 1 }, batch: 8 };
  expect(() => trainingModels(tuned, again)).toThrow(
    'finetune: model must have its own pooling, but it has ggem built in as "pooled_token". Start from the model as it was, or name the value to pool with tokens, "tokens": it gets a head of its own.',
  );
  expect(trainingModels(tuned, { ...again, tokens: 'tokens' }).start.head.output).toBe('logits_1');
});
