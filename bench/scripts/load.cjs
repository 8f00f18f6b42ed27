/** Prints how many milliseconds it takes to load some files once n8n-workflow is loaded, and how many files that are. */
const [root, ...files] = process.argv.slice(2);
require(require.resolve('n8n-workflow', { paths: [root] }));
const before = Object.keys(require.cache).length;
const began = process.hrtime.bigint();
for (const file of files) require(file);
const milliseconds = Number(process.hrtime.bigint() - began) / 1e6;
console.log(milliseconds, Object.keys(require.cache).length - before);
