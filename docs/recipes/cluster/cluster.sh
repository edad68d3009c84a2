# sh cluster.sh 'shards/*.f32'
spec='{"type":"ggem","groups":2,"p":[3.3,-0.2]}'

# Map on every shard, reduce in pairs, then the last two.
parallel --will-cite "npx @ggem/simd pool-shard {1} 8 {2}" ::: "$spec" ::: $1 |
  parallel --will-cite --pipe -N 2 "npx @ggem/simd merge-states" |
  npx @ggem/simd merge-states --pooled |
  node -p 'JSON.parse(fs.readFileSync(0)).map((y) => y.toFixed(4)).join(" ")'
