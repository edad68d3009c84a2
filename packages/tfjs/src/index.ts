import '@ggem/core/all';

export * from './bare.ts';
