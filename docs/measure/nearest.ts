export interface LabelledVectors {
  readonly labels: readonly number[];
  readonly vectors: readonly Float64Array[];
}

/** The share of vectors that get the right label from their nearest neighbours by cosine, each of which has one vote. */
export function nearestAccuracy(known: LabelledVectors, asked: LabelledVectors, neighbours: number): number {
  const from = known.vectors.map(unit);
  const right = asked.vectors.map(unit).filter((vector, i) => {
    const order = from
      .map((other, j) => [dot(vector, other), known.labels[j]!] as const)
      .sort(([a], [b]) => b - a)
      .slice(0, neighbours);
    const votes = new Map<number, number>();
    for (const [, label] of order) votes.set(label, (votes.get(label) ?? 0) + 1);
    // In a tie, the label that comes first wins: the one with the nearer neighbour.
    const [[winner]] = [...votes].sort(([, a], [, b]) => b - a) as [[number, number]];
    return winner === asked.labels[i];
  });
  return right.length / asked.labels.length;
}

export function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
