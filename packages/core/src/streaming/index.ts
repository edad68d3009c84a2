export { mergeStates } from './mergeStates.ts';
export { PoolingStream, type StreamEngine } from './PoolingStream.ts';
export { pieceSpec } from './pieceSpec.ts';
export { pooledValue } from './pooledValue.ts';
export { emptyState, type PoolingState } from './poolingState.ts';
export { type PieceOptions, type PoolPieceWith, poolPiece } from './poolPiece.ts';
export { loadState, type SavedState, saveState } from './savedState.ts';
export type { StreamShape } from './streamShape.ts';
