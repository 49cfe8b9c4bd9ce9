"""What is offered in a prison beside what is asked for: coverage, demand, gaps, and who could fill them."""
