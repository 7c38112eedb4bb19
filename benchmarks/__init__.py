"""What `script/bench` and `script/evaluate` run."""
