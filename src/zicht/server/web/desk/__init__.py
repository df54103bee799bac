"""The desk: the queue, weighing, cases, referring."""
