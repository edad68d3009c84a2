# python pool_with_ray.py 'shards/*.f32'
import glob
import subprocess
import sys

import ray

SPEC = '{"type":"ggem","groups":2,"p":[3.3,-0.2]}'


def ggem(*args, given):
    """What a program of @ggem/simd prints."""
    command = ["npx", "@ggem/simd", *args]
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout


@ray.remote
def pool(tokens):
    return ggem("pool-shard", SPEC, "8", given=tokens)


@ray.remote
def merge(*states):
    return ggem("merge-states", given=b"".join(states))


ray.init(log_to_driver=False)
# Ray carries the tokens to a worker, and states from worker to worker: they share no folder.
states = [pool.remote(open(path, "rb").read()) for path in sorted(glob.glob(sys.argv[1]))]
while len(states) > 1:
    states = [merge.remote(*states[i : i + 2]) for i in range(0, len(states), 2)]
print(ggem("merge-states", "--pooled", given=ray.get(states[0])).decode().strip())
