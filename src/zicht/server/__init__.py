"""The server: what is kept, and who may do what with it. The rooms stand in the order of docs/house.md."""
