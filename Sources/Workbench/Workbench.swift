// The room Workbench; filled by the commits that follow.
