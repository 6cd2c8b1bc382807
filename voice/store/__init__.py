"""What is kept between turns, safe against power loss."""
