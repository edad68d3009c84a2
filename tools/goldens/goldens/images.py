"""The images of a case, one by one: where the rows of each lie, and its inputs alone.

A batch holds images of one length; a ragged batch lists in `offsets` where each image begins, then the end, and has the
shape [1, total, channels].
"""

from .inputs import Inputs, image_rows


def images(case, inputs):
    """(first row, the image's own inputs as a batch of one) for each image."""
    flat = lambda a: None if a is None else a.reshape(-1, *a.shape[2:])  # noqa: E731
    x, mask, weights = flat(inputs.x), flat(inputs.mask), flat(inputs.weights)
    rows = lambda a, begin, end: None if a is None else a[None, begin:end]  # noqa: E731
    for b, (begin, end) in enumerate(image_rows(case)):
        cut = [rows(a, begin, end) for a in (x, mask, weights)]
        yield begin, Inputs(cut[0], inputs.dy[b : b + 1], cut[1], cut[2], inputs.parameters)


def given_arrays(case, inputs):
    """The arrays as an adapter gets them: with channels first, the last two axes of x are swapped."""
    x, *others = inputs.arrays
    return [x.transpose(0, 2, 1) if case.get("dataFormat") == "channelsFirst" else x, *others]
