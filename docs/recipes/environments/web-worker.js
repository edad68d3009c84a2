const worker = new Worker(new URL('./pool.worker.js', import.meta.url), {
  type: 'module',
});
worker.onmessage = ({ data: pooled }) => {
  console.log(Array.from(pooled, (y) => y.toFixed(3)).join(' '));
};
const data = Float32Array.of(1, 2, 3, 4);
// The buffer moves over; nothing is copied.
worker.postMessage({ data, shape: [1, 2, 2] }, [data.buffer]);
