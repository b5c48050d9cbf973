"""What README tells users to do, done."""
