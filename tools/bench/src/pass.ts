/** What is timed: the pooled vectors, or those and the gradients of tokens and exponents. */
export type Pass = 'forward' | 'gradient';
