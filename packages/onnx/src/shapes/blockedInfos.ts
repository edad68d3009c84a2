import type { NodeProto } from '../proto/onnx.ts';
import { intAttribute } from './attributes.ts';
import type { Info } from './shape.ts';
import { convInfo, windowsInfo } from './windowInfos.ts';

/** The domain in which onnxruntime has its operators on maps whose channels lie in blocks. */
export const blocked = 'com.microsoft.nchwc';

/** What is known of their results. A map has the shape that it would have without blocks; zeros fill the last block. */
export function blockedInfos(node: NodeProto, input: (position: number) => Info): readonly Info[] {
  const { type, dims } = input(0);
  if (dims === undefined) return [{ type }];
  const isLast = intAttribute(node, 'channels_last') === 1;
  switch (node.opType) {
    case 'Conv':
      return [convInfo(node, input)];
    case 'MaxPool':
    case 'AveragePool':
      return [windowsInfo(node, input)];
    case 'GlobalMaxPool':
    case 'GlobalAveragePool':
      return [{ type, dims: dims.map((dim, i) => (i < 2 ? dim : 1)) }];
    case 'ReorderInput':
      return [{ type, dims: isLast ? [dims[0], dims.at(-1), ...dims.slice(1, -1)] : dims }];
    case 'ReorderOutput': {
      const [batch, channels, ...space] = dims;
      const own = intAttribute(node, 'channels') ?? channels;
      return [{ type, dims: isLast ? [batch, ...space, own] : [batch, own, ...space] }];
    }
    default:
      return [{ type }];
  }
}
