import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { type ModelProto, ModelProtoSchema, NodeProtoSchema } from '../../src/proto/onnx.ts';
import { classTokenModel, info, ints, modelBytes, node } from '../edit/models.ts';
import { badModels } from './badModels.ts';

function broken(change: (model: ModelProto) => void): Uint8Array {
  const model = fromBinary(ModelProtoSchema, classTokenModel());
  change(model);
  return toBinary(ModelProtoSchema, model);
}

describe('checkModel', () => {
  it('finds nothing wrong with a sound model', () => {
    expect(checkModel(classTokenModel())).toEqual([]);
  });

  it('takes nodes in any order where asked to, as runtimes do, but no circle and no value from nowhere', () => {
    const of = (...nodes: readonly ReturnType<typeof node>[]) =>
      modelBytes({ inputs: [info('x', [2])], outputs: [info('y', [2])], nodes });
    const late = of(node('Relu', ['a'], ['y']), node('Abs', ['x'], ['a']));
    expect(checkModel(late)).toEqual(['node "y" (Relu): input "a" is given by nothing before it']);
    expect(checkModel(late, { nodes: 'inAnyOrder' })).toEqual([]);
    const circle = of(node('Relu', ['a'], ['y']), node('Abs', ['y'], ['a']));
    expect(checkModel(circle, { nodes: 'inAnyOrder' })).toHaveLength(1);
    const nowhere = of(node('Relu', ['a'], ['y']));
    expect(checkModel(nowhere, { nodes: 'inAnyOrder' })).toHaveLength(1);
  });

  it.each(badModels)('finds what is wrong: $problem', ({ change, problem }) => {
    expect(checkModel(broken(change))).toContain(problem);
  });

  it('follows values into subgraphs', () => {
    const branch = (name: string, input: string) => ({
      name,
      node: [create(NodeProtoSchema, { opType: 'Relu', input: [input], output: [name] })],
      output: [info(name)],
    });
    const model = (input: string) => {
      const condition = node('If', ['c'], ['y']);
      condition.attribute = fromBinary(
        NodeProtoSchema,
        toBinary(
          NodeProtoSchema,
          create(NodeProtoSchema, {
            attribute: [
              { name: 'then_branch', type: 5, g: branch('then', 'x') },
              { name: 'else_branch', type: 5, g: branch('else', input) },
            ],
          }),
        ),
      ).attribute;
      return modelBytes({
        inputs: [info('x', [2]), info('c', [], 'bool')],
        outputs: [info('y', [2])],
        nodes: [condition],
      });
    };
    expect(checkModel(model('x'))).toEqual([]);
    expect(checkModel(model('z'))).toEqual(['node 0 (Relu): input "z" is given by nothing before it']);
  });

  it('lets weights lie in other files', () => {
    const outside = broken(({ graph }) => {
      const tensor = graph!.initializer[0]!;
      tensor.rawData = new Uint8Array();
      tensor.dataLocation = 1;
      tensor.externalData = [{ $typeName: 'onnx.StringStringEntryProto', key: 'location', value: 'weights' }];
    });
    expect(checkModel(outside)).toEqual([]);
  });

  it('takes initializers for inputs before version 4 of the file format', () => {
    const sketch = {
      inputs: [info('x', [1, 5])],
      outputs: [info('y', [1])],
      nodes: [node('Squeeze', ['x', 'axes'], ['y'])],
      initializers: [ints('axes', [1])],
      irVersion: 3,
    };
    expect(checkModel(modelBytes(sketch))).toEqual([
      'graph main: initializer "axes" must be an input too before IR version 4',
    ]);
  });
});
