"""Whether an OpenAPI document keeps what the last published one promised. See __main__ for how it is called."""
