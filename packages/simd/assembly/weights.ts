import { Job } from './layout';

/** Channels of a group of weights. */
// @ts-ignore: decorator
@inline
export function groupWidth(job: Job): i32 {
  return job.channels / job.groups;
}

/** Where in `[batch, groups]` the group of a channel of an image is. */
export function groupAt(job: Job, image: i32, channel: i32): usize {
  return <usize>image * job.groups + channel / groupWidth(job);
}

/** The address of the weights of an image's tokens for a channel. Only where there are weights. */
export function weightsAt(job: Job, image: i32, channel: i32): usize {
  return job.weights + groupAt(job, image, channel) * job.count * 4;
}

/** The factor for sums over an image. */
export function normAt(job: Job, image: i32, channel: i32): f64 {
  return load<f64>(job.norms + (groupAt(job, image, channel) << 3));
}
