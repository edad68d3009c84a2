import { create, toBinary } from '@bufbuild/protobuf';
import { GgemError } from '@ggem/core';
import { inspectModel } from '../edit/inspectModel.ts';
import { fixShapes, type InputShapes } from '../gradient/fixShapes.ts';
import { type GradientModel, gradientModel } from '../gradient/gradientModel.ts';
import { type Fixed, graphMath } from '../gradient/graphMath.ts';
import { raiseModel } from '../gradient/raiseModel.ts';
import { emit, valueInfo } from '../graph/emit.ts';
import { uniqueNames } from '../graph/names.ts';
import { dataType, type GraphProto, GraphProtoSchema, ModelProtoSchema } from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import { defaultOpset } from '../shapes/constants.ts';
import { findBlocks } from './findBlocks.ts';
import { imageInput } from './imageInput.ts';
import { type LogitScale, logitScaleOf, type Temperature } from './logitScale.ts';
import { type LossName, losses } from './losses.ts';
import { readWeight } from './readWeight.ts';
import { type TextPart, textPart } from './textPart.ts';
import type { TrainedWeight } from './trainedWeight.ts';
import { type TunedModel, type TunedOptions, tunedModel } from './tunedModel.ts';

/** What is trained, and how. */
export interface TrainingOptions extends TunedOptions {
  /**
   * Where training starts: `head` (pooling and head alone), `all`, the number of a block counted from 0, or `{ blocks: k }`,
   * the last k blocks, or the name of a value.
   */
  readonly from: 'head' | 'all' | number | { readonly blocks: number } | string;
  /** Default `crossEntropy`. */
  readonly loss?: LossName | undefined;
  /** Divides the cosines of `normSoftmax` and `infoNce`; `{ start }` is trained from there. Default 0.05. */
  readonly temperature?: Temperature | undefined;
  /** For `infoNce`: a model of `textModel`, which is trained too. Default: the vectors of texts are given. */
  readonly text?: Uint8Array | undefined;
  /** Images of one step, and of one step before the trained part. */
  readonly batch: number;
  /** Shape of one image, where the model leaves it open. */
  readonly image?: readonly number[] | undefined;
  /** Weights that stay as they are. */
  readonly frozen?: readonly string[] | undefined;
}

/** The models that training runs, all for `batch` images. */
export interface TrainingModels {
  readonly start: TunedModel;
  /** Input of the model, and its shape for one batch. */
  readonly input: string;
  readonly inputShape: readonly number[];
  /** The value that the trained part starts from, and its shape for one batch. */
  readonly from: string;
  readonly fromShape: readonly number[];
  /** From images to that value; `undefined` where training starts at the images. */
  readonly front: Uint8Array | undefined;
  /** From that value, `targets` or the ids of texts, weights and parameters to `loss`, `scores` and gradients. */
  readonly step: GradientModel;
  /** From that value, weights and parameters to `answers` and to what the head reads. */
  readonly evaluate: GradientModel;
  readonly targets: string;
  /** What takes the place of `targets` where texts are trained too. */
  readonly text: TrainedText | undefined;
  readonly loss: string;
  readonly scores: string;
  /** The scores of classes; for `infoNce` the vector of an image. */
  readonly answers: string;
  /** Those of texts among them. */
  readonly weights: readonly TrainedWeight[];
  /** What divides cosines, at the start where it is trained. */
  readonly temperature: number;
  /** The input for a temperature that is trained. */
  readonly logitScale: LogitScale | undefined;
}

/** A text model inside of the step. */
export interface TrainedText {
  /** The input that takes token ids, `[batch, tokens]`, as float32, and how many ids there are. */
  readonly ids: string;
  readonly idsShape: TextPart['idsShape'];
  readonly words: number;
  /** The names that its weights have in the text model, by those that they have here. */
  readonly own: TextPart['own'];
}

/** The models that fine-tune another one with a new pooling and head. */
export function trainingModels(bytes: Uint8Array, options: TrainingOptions): TrainingModels {
  const { batch, loss = 'crossEntropy', temperature = 0.05 } = options;
  if (options.text !== undefined && loss !== 'infoNce')
    throw new GgemError(
      'value',
      `finetune: text is for the loss infoNce, but the loss is ${loss}. Leave it out.`,
    );
  const start = tunedModel(raiseModel(bytes), options);
  const { model } = inspectModel(start.bytes);
  const [input, inputShape] = imageInput(
    model.graph,
    start.parameters.map((one) => one.input),
    batch,
    options.image,
  );
  const shapes: InputShapes = { [input]: inputShape };
  const { infos } = fixShapes(model.graph, model.proto.functions, shapes);
  const shapeOf = (name: string): readonly number[] => {
    const dims = infos.get(name)?.dims;
    if (dims?.every((dim) => typeof dim === 'number')) return dims;
    throw new GgemError(
      'shape',
      `finetune: the shape of ${quote(name)} must follow from the images, but it does not. Export the model with fixed shapes.`,
    );
  };
  const blocks = findBlocks(model.graph, infos, start.tokens);
  const from = startOf(options.from, blocks, { input, start });

  // The loss behind the model's own nodes.
  const taken = new Set([...infos.keys(), ...model.graph.node.map(({ name }) => name)]);
  const nameOf = uniqueNames('training/', (name) => taken.has(name));
  const [free, lossName, scoresName] = [nameOf('targets'), nameOf('loss'), nameOf('scores')];
  const first = typeof temperature === 'number' ? temperature : temperature.start;
  const logitScale = logitScaleOf(loss, temperature, nameOf('logit_scale'));
  const math = graphMath();
  const { head } = start;
  const opset = defaultOpset(model.proto.opsetImport) ?? 0;
  const text = options.text && textPart(options.text, { batch, classes: head.classes, opset, nameOf });
  const targets = text?.vectors ?? free;
  const given = (name: string): Fixed => math.given(name, 'float32', shapeOf(name));
  const target = math.given(targets, 'float32', [batch, head.classes]);
  const weight = given(head.weight);
  const scales =
    logitScale === undefined
      ? []
      : [{ name: logitScale.input, value: math.given(logitScale.input, 'float32', []) }];
  const result = losses[loss]({
    ...{ math, targets: target, temperature: scales[0]?.value ?? first },
    features: given(head.input),
    weight: head.isTransposed ? math.swap(weight) : weight,
    logits: given(head.output),
  });
  const emitted = emit(
    [
      { name: lossName, value: result.loss },
      { name: scoresName, value: result.scores },
    ],
    { nameOf, constantsInArms: true },
  );
  const { graph } = model;
  const made = create(GraphProtoSchema, {
    node: emitted.nodes,
    initializer: emitted.initializers,
    input: [
      text?.input ?? valueInfo(targets, target),
      ...scales.map(({ name, value }) => valueInfo(name, value)),
    ],
    output: [valueInfo(lossName, result.loss), valueInfo(scoresName, result.scores)],
  });
  const whole = toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      ...model.proto,
      graph: {
        ...graph,
        node: [...graph.node, ...(text?.nodes ?? []), ...made.node],
        initializer: [...graph.initializer, ...(text?.initializers ?? []), ...made.initializer],
        input: [...graph.input, ...made.input],
        output: made.output,
        valueInfo: [],
      },
    }),
  );
  const reached = reachedFrom(graph, from, options.frozen ?? []);
  const order = depths(graph, blocks, reached, input);
  const ofImages = graph.initializer.flatMap((tensor) => {
    const depth = order.get(tensor.name);
    return depth === undefined ? [] : [{ name: tensor.name, depth, ...readWeight(tensor) }];
  });
  const weights = [...ofImages, ...(text?.weights ?? [])];
  const live = [
    ...weights.map(({ name }) => name),
    ...start.parameters.map((one) => one.input),
    ...scales.map(({ name }) => name),
  ];
  const all = {
    ...shapes,
    ...(text ? { [text.input.name]: text.idsShape } : { [targets]: target.dims }),
    ...Object.fromEntries(start.parameters.map((one) => [one.input, one.shape])),
  };
  const front = from === input ? undefined : gradientModel(whole, { of: from, by: [], shapes: all }).bytes;
  const answers = loss === 'infoNce' ? head.output : scoresName;
  return {
    ...{ start, input, inputShape, from, targets, front, weights, logitScale, answers },
    text: text && { ids: text.input.name, idsShape: text.idsShape, words: text.words, own: text.own },
    temperature: first,
    fromShape: shapeOf(from),
    step: gradientModel(whole, { of: lossName, by: live, from: [from], outputs: [scoresName], shapes: all }),
    evaluate: gradientModel(whole, {
      of: answers,
      by: [],
      from: [from, ...live],
      outputs: [head.input],
      shapes: all,
    }),
    loss: lossName,
    scores: scoresName,
  };
}

function startOf(
  from: TrainingOptions['from'],
  blocks: readonly { readonly from: string }[],
  { input, start }: { readonly input: string; readonly start: TunedModel },
): string {
  if (from === 'all') return input;
  if (from === 'head') return start.parameters.length > 0 ? start.tokens : start.pooled;
  if (typeof from === 'string') return from;
  const number = typeof from === 'number' ? from : blocks.length - from.blocks;
  const block = blocks[number];
  if (block !== undefined) return block.from;
  const asked = typeof from === 'number' ? `block ${from}` : `the last ${from.blocks} blocks`;
  throw new GgemError(
    'value',
    `finetune: from must be within the ${blocks.length} blocks that were found, but ${asked} came. Use a smaller number, "head", "all" or the name of a value.`,
  );
}

/** Weights that only nodes behind a value read. Single numbers (a scale, an eps) are constants. */
function reachedFrom(graph: GraphProto, from: string, frozen: readonly string[]): ReadonlySet<string> {
  const inside = new Set([from]);
  const positions = new Set<number>();
  for (let grown = true; grown; ) {
    grown = false;
    graph.node.forEach((node, position) => {
      if (positions.has(position) || !node.input.some((name) => inside.has(name))) return;
      positions.add(position);
      for (const name of node.output) inside.add(name);
      grown = true;
    });
  }
  const outside = new Set(
    graph.node.flatMap(({ input }, position) => (positions.has(position) ? [] : input)),
  );
  const read = new Set(graph.node.flatMap(({ input }, position) => (positions.has(position) ? input : [])));
  return new Set(
    graph.initializer.flatMap(({ name, dataType: type, dims }) => {
      const size = dims.reduce((n, m) => n * Number(m), 1);
      const isWeight = type === dataType.float32 && size > 1 && read.has(name) && !outside.has(name);
      return isWeight && !frozen.includes(name) ? [name] : [];
    }),
  );
}

/** How many blocks behind the head each weight lies. */
function depths(
  graph: GraphProto,
  blocks: readonly { readonly from: string; readonly to: string }[],
  weights: ReadonlySet<string>,
  input: string,
): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>([[input, blocks.length + 1]]);
  blocks.forEach((block, i) => {
    numbers.set(block.from, blocks.length - i);
    numbers.set(block.to, blocks.length - i - 1);
  });
  const depthOf = new Map(numbers);
  const found = new Map<string, number>();
  for (const node of graph.node) {
    const known = node.input.flatMap((name) => depthOf.get(name) ?? []);
    if (known.length === 0) continue;
    const depth = Math.min(...known);
    for (const name of node.output) if (!depthOf.has(name)) depthOf.set(name, depth);
    for (const name of node.input) if (weights.has(name)) found.set(name, depth);
  }
  return new Map([...weights].map((name) => [name, found.get(name) ?? 0]));
}
