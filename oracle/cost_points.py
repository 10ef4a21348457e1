"""placeholder, until the costs branch brings its own"""


def points(entry, dtype):
    return iter(())
