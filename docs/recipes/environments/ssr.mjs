import { createServer } from 'node:http';
import { poolArray } from '@ggem/core';

// What any framework calls on the server: no window, no document.
const render = (tokens) => {
  const pooled = poolArray(tokens, { type: 'gem', p: 3 });
  return `<output>${[...pooled].map((y) => y.toFixed(3)).join(' ')}</output>`;
};

const server = createServer((_, response) => {
  response.setHeader('content-type', 'text/html');
  response.end(render({ data: [1, 2, 3, 4], shape: [1, 2, 2] }));
});
server.listen(0, async () => {
  const page = await fetch(`http://localhost:${server.address().port}`);
  console.log(await page.text());
  server.close();
});
