// Preloaded into every server under test: none of them may outlive the benchmark, however that ends.
process.on('disconnect', () => process.exit(0));
