import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { gradientModel } from '../../src/gradient/gradientModel.ts';
import {
  AttributeProtoSchema,
  FunctionProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  OperatorSetIdProtoSchema,
} from '../../src/proto/onnx.ts';
import { info, modelBytes } from '../edit/models.ts';
import { nodeProto, valueInfo } from '../messages.ts';

/*
 * Small files that would take longer than anyone waits where each step doubles the work of the one before: the tests end, or
 * they run into the limit of all tests.
 */

const dims = ['batch', 5, 4];
const shapes = { x: [2, 5, 4] };

function model(nodes: readonly NodeProto[]): Uint8Array {
  const last = nodes.at(-1)!.output[0]!;
  return modelBytes({
    nodes: [...nodes, nodeProto('Identity', [last], ['tokens'], {}, 'last')],
    inputs: [info('x', dims), valueInfo('condition', { kind: 'bool', dims: [] })],
    outputs: [info('tokens', dims)],
  });
}

/** An If whose arms give the result of a node each. */
function either(yes: NodeProto, no: NodeProto, name: string): NodeProto {
  const node = nodeProto('If', ['condition'], [name], {}, name);
  for (const [arm, one] of [
    ['then_branch', yes],
    ['else_branch', no],
  ] as const) {
    const output = [valueInfo(one.output[0]!, { kind: 'float32', dims: [] })];
    const g = create(GraphProtoSchema, { name: arm, node: [one], output });
    g.output[0]!.type = info('', dims).type!;
    node.attribute.push(create(AttributeProtoSchema, { name: arm, type: 5, g }));
  }
  return node;
}

const relu = (from: string, to: string): NodeProto => nodeProto('Relu', [from], [to], {}, to);

function nested(depth: number): readonly NodeProto[] {
  let node = relu('x', 'inner');
  for (let i = 0; i < depth; i++) node = either(node, relu('x', `other${i}`), `level${i}`);
  return [node];
}

/** Each reads the one before in both of its arms. */
function sequence(count: number): readonly NodeProto[] {
  const before = (i: number): string => (i === 0 ? 'x' : `step${i - 1}`);
  return Array.from({ length: count }, (_, i) =>
    either(relu(before(i), `yes${i}`), relu(before(i), `no${i}`), `step${i}`),
  );
}

describe('an If is followed once:', () => {
  it('30 in one another, so deep that shapes are no longer followed', () => {
    const bytes = model(nested(30));
    expect(listCandidates(bytes).tokens.map(({ name }) => name)).toContain('tokens');
    expect(() => gradientModel(bytes, { of: 'tokens', by: ['x'], shapes })).toThrow(/^gradient: /);
  });

  it('300 one behind the other', () => {
    const bytes = model(sequence(300));
    expect(listCandidates(bytes).tokens.map(({ name }) => name)).toContain('tokens');
    expect(() => gradientModel(bytes, { of: 'tokens', by: ['x'], shapes })).toThrow(
      'gradient: operators must have a rule, but If (node "step299") has none.',
    );
  });
});

describe('functions that call functions are followed so far and no further:', () => {
  const domain = 'own';
  const call = (fn: string, from: string, to: string) => nodeProto(fn, [from], [to], {}, to, domain);
  const withFunctions = (bodies: readonly (readonly NodeProto[])[]): Uint8Array => {
    const proto = fromBinary(ModelProtoSchema, model([call(`f${bodies.length - 1}`, 'x', 'called')]));
    const opsetImport = [
      { domain: '', version: 17n },
      { domain, version: 1n },
    ].map((one) => create(OperatorSetIdProtoSchema, one));
    proto.opsetImport = opsetImport;
    proto.functions = bodies.map((node, i) =>
      create(FunctionProtoSchema, {
        ...{ domain, name: `f${i}`, input: ['x'], output: ['y'], opsetImport, node: [...node] },
      }),
    );
    return toBinary(ModelProtoSchema, proto);
  };

  it('each calls the one before twice, 40 times', () => {
    const bytes = withFunctions(
      Array.from({ length: 40 }, (_, i) =>
        i === 0 ? [relu('x', 'y')] : [call(`f${i - 1}`, 'x', 'm'), call(`f${i - 1}`, 'm', 'y')],
      ),
    );
    expect(() => gradientModel(bytes, { of: 'tokens', by: ['x'], shapes })).toThrow(
      'gradient: the shape of every value must be known, but "tokens" is of unknown rank.',
    );
  });

  it('one calls itself', () => {
    const bytes = withFunctions([[call('f0', 'x', 'y')]]);
    expect(() => gradientModel(bytes, { of: 'tokens', by: ['x'], shapes })).toThrow(
      'gradient: the shape of every value must be known, but "tokens" is of unknown rank.',
    );
  });
});
