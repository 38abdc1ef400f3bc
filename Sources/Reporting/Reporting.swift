// Filled with the lists.
