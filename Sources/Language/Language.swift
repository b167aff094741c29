// The room Language; filled by the commits that follow.
