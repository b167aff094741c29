// The room Problems; filled by the commits that follow.
