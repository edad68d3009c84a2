import { mcnemar, pairedBootstrap, retrieval, smallestDifference } from '@ggem/analysis';

// Vectors of six images of two classes, by two poolings.
const labels = ['cat', 'cat', 'cat', 'dog', 'dog', 'dog'];
// The third cat is where they differ.
const gem = [
  [9, 1],
  [8, 2],
  [7, 5],
  [1, 9],
  [2, 8],
  [3, 9],
].map((row) => Float32Array.from(row));
const mean = gem.map((row, i) => (i === 2 ? Float32Array.of(4, 5) : row));

const a = await retrieval({ vectors: gem, labels, recallAt: [1, 2] });
const b = await retrieval({ vectors: mean, labels, recallAt: [1, 2] });
console.log(a.meanAveragePrecisionAtR.mean, b.recallAt[1]!.mean); // 1 and 0.833, shares

// Is the difference more than chance? Paired, over the images.
const { difference, low, high, resolved } = pairedBootstrap({ a: a.rPrecision.each, b: b.rPrecision.each });
console.log(difference, [low, high], resolved); // 0.167, [0, 0.5], false
console.log(mcnemar(a.recallAt[1]!.each, b.recallAt[1]!.each).pValue); // 1: one image says nothing
console.log(smallestDifference(0.07, 1360)); // 0.005: what mAP@R of 1,360 images can resolve
