import './bring/all.ts';
import './bring/loops.ts';

export * from './bare.ts';
