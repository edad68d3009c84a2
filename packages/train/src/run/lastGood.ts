import type { TrainedState } from './trainedState.ts';

/** The state before the last step. Its weights gave a finite loss, which is not yet known of those after it. */
export interface LastGood {
  readonly remember: () => void;
  /** Brings the state back to there; false where no step was made since the start. */
  readonly goBack: () => boolean;
}

/** Keeps a copy of a state in memory. */
export function lastGood(state: TrainedState): LastGood {
  const arrays = [...state.weights, ...state.parameters].flatMap(({ values, mean, square }) => [
    values,
    mean,
    square,
  ]);
  let copies: readonly (Float32Array | Float64Array)[] | undefined;
  let step = 0;
  return {
    remember: () => {
      copies ??= arrays.map((array) => array.slice());
      copies.forEach((copy, i) => {
        copy.set(arrays[i]!);
      });
      step = state.step;
    },
    goBack: () => {
      copies?.forEach((copy, i) => {
        arrays[i]!.set(copy);
      });
      if (copies !== undefined) state.step = step;
      return copies !== undefined;
    },
  };
}
