# sh cluster.sh HERE 'shards/*.f32'     HERE is the folder of the two programs
here=$1
spec='{"type":"ggem","groups":2,"p":[3.3,-0.2]}'

# Map on every shard, reduce in pairs, then the last two. With --sshlogin HOST parallel uses other machines too.
parallel --will-cite "node $here/pool-shard.mjs {1} 8 {2}" ::: "$spec" ::: $2 |
  parallel --will-cite --pipe -N 2 "node $here/merge-states.mjs" |
  node "$here/merge-states.mjs" --pooled
