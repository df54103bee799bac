"""From signals to a case: weighing, and what is opened when signals call for follow-up."""
