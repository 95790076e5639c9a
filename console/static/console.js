// What makes the console better with JavaScript than without; every page works without.
