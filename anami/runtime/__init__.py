"""Where the engine runs: the only modules that know the browser or the disk."""
