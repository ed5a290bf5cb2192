"""What the makers of the program run: generators and their checks."""
