"""H5P: the archive, its libraries, which content says when it is finished, and what it reports."""
