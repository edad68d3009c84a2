import { create } from '@bufbuild/protobuf';
import { AttributeProtoSchema, FunctionProtoSchema, type ModelProto } from '../../src/proto/onnx.ts';
import { info, node } from '../edit/models.ts';

/** A fault in the class token model, and what a checker has to say about it. */
export interface BadModel {
  readonly change: (model: ModelProto) => void;
  readonly problem: string;
  /** Whether `onnx.checker` does not notice the fault. */
  readonly unknownToOnnx?: boolean;
}

/** Models with one fault each. */
export const badModels: readonly BadModel[] = [
  {
    problem: 'model: ir_version is missing',
    change: (model) => {
      model.irVersion = 0n;
    },
  },
  {
    problem: "model: no operator set is imported for ONNX's own operators",
    change: (model) => {
      model.opsetImport = [];
    },
  },
  {
    problem: 'graph: name is missing',
    change: ({ graph }) => {
      graph!.name = '';
    },
  },
  {
    problem: 'node "logits" (Add): input "product" is given by nothing before it',
    change: ({ graph }) => {
      graph!.node.splice(2, 1);
    },
  },
  {
    problem: 'node "class_token" (Gather): input "tokens" is given by nothing before it',
    change: ({ graph }) => {
      graph!.node.reverse();
    },
  },
  {
    problem: 'node "logits" (Add): output "logits" is given a second time',
    change: ({ graph }) => {
      graph!.node.push(graph!.node[3]!);
    },
  },
  {
    problem: 'graph main: output "nowhere" is given by nothing',
    unknownToOnnx: true,
    change: ({ graph }) => {
      graph!.output.push(info('nowhere', [1]));
    },
  },
  {
    problem: 'node 3 (): input "bias" is given by nothing before it',
    change: ({ graph }) => {
      graph!.node[3]!.opType = '';
      graph!.node[3]!.name = '';
      graph!.initializer.pop();
    },
  },
  {
    problem: 'node "logits" (Strange): operator set "strange" is not imported',
    change: ({ graph }) => {
      graph!.node[3]!.domain = 'strange';
      graph!.node[3]!.opType = 'Strange';
    },
  },
  {
    problem: 'node "class_token" (Gather): attribute "axis" is there twice',
    change: ({ graph }) => {
      graph!.node[1]!.attribute.push(graph!.node[1]!.attribute[0]!);
    },
  },
  {
    problem: 'node "class_token" (Gather): attribute "axis" is of type float, but holds int',
    change: ({ graph }) => {
      graph!.node[1]!.attribute[0]!.type = 1;
    },
  },
  {
    problem: 'node "class_token" (Gather): attribute "axis" has no value',
    unknownToOnnx: true,
    change: ({ graph }) => {
      graph!.node[1]!.attribute = [create(AttributeProtoSchema, { name: 'axis', type: 2 })];
    },
  },
  {
    problem: 'node "class_token" (Gather): attribute "axis" has values of several types (int, ints)',
    change: ({ graph }) => {
      graph!.node[1]!.attribute[0]!.ints = [1n];
    },
  },
  {
    problem: 'initializer "scale": needs 24 bytes for float32 [6], but has 23',
    unknownToOnnx: true,
    change: ({ graph }) => {
      graph!.initializer[0]!.rawData = new Uint8Array(23);
    },
  },
  {
    problem: 'initializer "scale": has no element type',
    change: ({ graph }) => {
      graph!.initializer[0]!.dataType = 0;
    },
  },
  {
    problem: 'initializer "scale": lies in another file, but none is named',
    change: ({ graph }) => {
      graph!.initializer[0]!.dataLocation = 1;
    },
  },
  {
    problem: 'graph main: initializer "scale" is there twice',
    change: ({ graph }) => {
      graph!.initializer.push(graph!.initializer[0]!);
    },
  },
  {
    problem: 'graph main: input "x" is there twice',
    change: ({ graph }) => {
      graph!.input.push(graph!.input[0]!);
    },
  },
  {
    problem: 'function own.f: output "b" is given by nothing',
    unknownToOnnx: true,
    change: (model) => {
      model.opsetImport.push({ $typeName: 'onnx.OperatorSetIdProto', domain: 'own', version: 1n });
      model.functions = [
        create(FunctionProtoSchema, {
          name: 'f',
          domain: 'own',
          input: ['a'],
          output: ['b'],
          opsetImport: [{ domain: '', version: 17n }],
        }),
      ];
    },
  },
  {
    problem: 'node "call" (g): the model has no such function',
    change: (model) => {
      model.opsetImport.push({ $typeName: 'onnx.OperatorSetIdProto', domain: 'own', version: 1n });
      model.functions = [
        create(FunctionProtoSchema, {
          name: 'f',
          domain: 'own',
          input: ['a'],
          output: ['b'],
          node: [node('Relu', ['a'], ['b'])],
          opsetImport: [{ domain: '', version: 17n }],
        }),
      ];
      model.graph!.node.push(node('g', ['x'], ['call'], {}, 'own'));
    },
    unknownToOnnx: true,
  },
];
