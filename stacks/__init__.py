"""The three stacks. Each composes constructs and declares what it needs and what it puts out."""
