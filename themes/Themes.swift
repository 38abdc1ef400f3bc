// Filled with the theme reader.
