/**
 * Messages of ONNX that this package makes, as plain objects that have the fields that are set and no others. `create` of
 * protobuf-es takes them as they are, where they become part of a model that was read.
 */

/** A message that was read is none of them: it may have fields that `write` does not know. */
interface New {
  readonly $typeName?: never;
}

export interface NewModel extends New {
  readonly irVersion: bigint;
  readonly producerName: string;
  readonly graph: NewGraph;
  readonly opsetImport: NewOpsetImport[];
  readonly metadataProps?: NewEntry[];
  readonly functions?: NewFunction[];
}

export interface NewGraph extends New {
  readonly node: NewNode[];
  readonly name: string;
  readonly initializer?: NewTensor[];
  readonly input?: NewValueInfo[];
  readonly output: NewValueInfo[];
}

export interface NewFunction extends New {
  readonly name: string;
  readonly input: string[];
  readonly output: string[];
  readonly node: NewNode[];
  readonly docString: string;
  readonly opsetImport: NewOpsetImport[];
  readonly domain: string;
}

export interface NewNode extends New {
  readonly input: string[];
  readonly output: string[];
  readonly name: string;
  readonly opType: string;
  readonly attribute: NewAttribute[];
  readonly domain?: string;
}

export interface NewAttribute extends New {
  readonly name: string;
  readonly f?: number;
  readonly i?: bigint;
  readonly s?: Uint8Array;
  readonly t?: NewTensor;
  readonly g?: NewGraph;
  readonly ints?: bigint[];
  readonly type: number;
}

export interface NewTensor extends New {
  readonly dims: bigint[];
  readonly dataType: number;
  readonly name: string;
  readonly rawData: Uint8Array;
}

export interface NewValueInfo extends New {
  readonly name: string;
  readonly type: NewType;
}

export interface NewType extends New {
  readonly value: { readonly case: 'tensorType'; readonly value: NewTensorType };
}

export interface NewTensorType extends New {
  readonly elemType: number;
  readonly shape?: NewShape;
}

export interface NewShape extends New {
  readonly dim: NewDimension[];
}

export interface NewDimension extends New {
  readonly value?: NewLength;
}

/** The length of an axis: a number, or a name where it is open. */
export type NewLength =
  | { readonly case: 'dimValue'; readonly value: bigint }
  | { readonly case: 'dimParam'; readonly value: string };

export interface NewOpsetImport extends New {
  readonly domain: string;
  readonly version: bigint;
}

export interface NewEntry extends New {
  readonly key: string;
  readonly value: string;
}
