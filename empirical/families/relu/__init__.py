"""ReLU networks of finite width."""
