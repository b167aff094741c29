// The room Optimization; filled by the commits that follow.
