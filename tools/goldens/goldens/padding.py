"""Where the tokens of an image begin to count.

    f  the position of the first kept token; the number of tokens where none is kept
    start      tokens n ≥ prefix are pooled, at positions n - prefix + 1
    firstKept  tokens n ≥ f + prefix are pooled, at positions n - f - prefix + 1
"""


def first_kept(kept):
    return next((n for n, one in enumerate(kept) if one), len(kept))


def origin_of(spec, kept):
    """Where the prefix begins."""
    return first_kept(kept) if spec.get("countFrom") == "firstKept" else 0


def prefix_of(spec):
    return 0 if spec["type"] == "token" else spec.get("prefixTokens", 0)
