import type { AttendSpec } from '@ggem/core';
import type { NodeProto } from '../../proto/onnx.ts';
import type { Groups } from './headGroups.ts';
import type { HeadProbe, HeadScores, UnitToken } from './headProbe.ts';
import type { HeadRun } from './headRun.ts';

/** A score as a spec says it, and its parameters. */
export interface Scored {
  readonly attend: Partial<AttendSpec> & Pick<AttendSpec, 'score'>;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
}

/** Scores that are a query for each group times all channels; a number that is added to all tokens changes no softmax. */
export function queries(probe: HeadProbe, groups: Groups): Scored | undefined {
  const { channels } = probe;
  const scores = scoresBy(probe, groups, channels, (token) => probe.run(probe.tokens(token)));
  const scale = Math.sqrt(channels);
  return scores && { attend: { score: 'query' }, parameters: { query: scores.map((x) => x * scale) } };
}

/** What is added to the score of each group by each unit, `[groups, length]`. */
function scoresBy(
  probe: HeadProbe,
  groups: Groups,
  length: number,
  run: (token: UnitToken) => HeadRun,
): readonly number[] | undefined {
  const found = new Float64Array(groups.count * length);
  const zero = new Float64Array(groups.count);
  let scores: HeadScores | undefined;
  let isKnown = true;
  probe.eachUnit(
    length,
    (token) => {
      scores = probe.scoresOf(run(token));
      isKnown &&= scores !== undefined;
    },
    (image, token, unit) => {
      for (let g = 0; g < groups.count; g++) {
        const score = scores?.at(groups.row(image, g), token) ?? 0;
        if (unit === 0) zero[g] = score;
        else found[g * length + unit - 1] = score - zero[g]!;
      }
    },
  );
  return isKnown ? [...found] : undefined;
}

/** Scores by one layer with a tanh, gated by one with a sigmoid or not, and one on top of them. */
export function gated(probe: HeadProbe, groups: Groups, nodes: readonly NodeProto[]): Scored | undefined {
  const named = (operator: string) => nodes.filter(({ opType }) => opType === operator);
  const [[tanh, secondTanh], [gate, secondGate]] = [named('Tanh'), named('Sigmoid')];
  if (tanh === undefined || secondTanh || secondGate) return undefined;
  const layers = { tanh, ...(gate && { gate }) };
  const found = Object.entries(layers).map(([name, node]) => [name, layerOf(probe, node.input[0]!)] as const);
  const [[, first]] = found as [(typeof found)[number]];
  if (first === undefined || found.some(([, layer]) => layer?.hidden !== first.hidden)) return undefined;
  const { hidden, dims } = first;
  const none = new Float64Array(probe.tokens(() => 0).length);
  const score = scoresBy(probe, groups, hidden, (token) => {
    const { images, count } = probe;
    const data = Array.from({ length: images * count * hidden }, (_, i) =>
      token(Math.floor(i / (count * hidden)), Math.floor(i / hidden) % count, i % hidden),
    );
    const ones = gate && { [gate.output[0]!]: { dims, data: data.map(() => 1) } };
    return probe.run(none, { [tanh.output[0]!]: { dims, data }, ...ones });
  });
  if (score === undefined) return undefined;
  const ofLayers = found.flatMap(([name, layer]) => [
    [`${name}.matrix`, layer!.matrix] as const,
    [`${name}.bias`, layer!.bias] as const,
  ]);
  return {
    attend: { score: 'gated', hidden, gate: gate !== undefined },
    parameters: { ...Object.fromEntries(ofLayers), score },
  };
}

/** A value that is a matrix times each token and a bias, one token after the other. */
function layerOf(probe: HeadProbe, name: string) {
  const { images, count, channels } = probe;
  const dims = probe.run(probe.tokens(() => 0)).value(name)?.dims;
  const hidden = (dims?.reduce((a, b) => a * b, 1) ?? 0) / (images * count);
  if (dims === undefined || !Number.isInteger(hidden) || hidden === 0) return undefined;
  const [matrix, bias] = [new Array<number>(hidden * channels), new Array<number>(hidden)];
  let layer: readonly number[] = [];
  probe.eachUnit(
    channels,
    (token) => {
      layer = probe.run(probe.tokens(token)).value(name)!.data;
    },
    (image, token, unit) => {
      for (let h = 0; h < hidden; h++) {
        const x = layer[(image * count + token) * hidden + h]!;
        if (unit === 0) bias[h] = x;
        else matrix[h * channels + unit - 1] = x - bias[h]!;
      }
    },
  );
  return { hidden, dims, matrix, bias };
}
