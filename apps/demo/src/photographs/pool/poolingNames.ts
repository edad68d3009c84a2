/** The poolings that stand side by side, in the order of the page. */
export const poolingNames = ['token', 'mean', 'max', 'gem', 'ggem'] as const;

export type PoolingName = (typeof poolingNames)[number];
