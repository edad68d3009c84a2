/** Losses of the first two epochs of the small task, by onnxruntime-node 1.30. */
export const smallLosses = [1.0746, 1.033065] as const;
