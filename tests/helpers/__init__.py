"""What several tests share: problems, planted mistakes, properties that every framework must have."""
